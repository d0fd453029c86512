/** Invented names, addresses and contacts. All domains end in `.example`, all addresses are of ranges nobody routes. */
import type { Random } from '../random/index.js';

// biome-ignore format: a list of words
const FRONT = [
  'alder', 'amber', 'aspen', 'birch', 'bright', 'brook', 'cedar', 'clear', 'cliff', 'copper', 'crane', 'delta', 'east',
  'elm', 'falcon', 'fern', 'field', 'gold', 'grand', 'granite', 'green', 'grove', 'harbour', 'hazel', 'heron', 'high',
  'iron', 'ivory', 'juniper', 'lake', 'larch', 'linden', 'maple', 'marsh', 'meadow', 'mill', 'moor', 'north', 'oak',
  'ocean', 'olive', 'otter', 'pine', 'quarry', 'raven', 'red', 'ridge', 'river', 'rowan', 'sand', 'silver', 'south',
  'spring', 'stone', 'summit', 'swan', 'thorn', 'tide', 'upper', 'vale', 'west', 'willow', 'wind', 'wood',
] as const;
// biome-ignore format: a list of words
const BACK = [
  'bank', 'bridge', 'bury', 'castle', 'cross', 'dale', 'field', 'ford', 'gate', 'ham', 'haven', 'hill', 'holm', 'hurst',
  'land', 'lea', 'line', 'mark', 'mere', 'mount', 'point', 'port', 'shaw', 'side', 'stead', 'ton', 'wall', 'well',
  'wick', 'worth',
] as const;
const KIND = {
  bank: ['Bank', 'Savings Bank'],
  health: ['Hospital', 'Clinic', 'Care'],
  pharma: ['Pharma', 'Laboratories'],
  government: ['Ministry Office', 'State Agency'],
  municipality: ['Town Hall', 'District Council'],
  education: ['School', 'College'],
  manufacturing: ['Works', 'Machines', 'Metal'],
  retail: ['Stores', 'Trading'],
  professional: ['Partners', 'Law Office', 'Consulting'],
  'it-services': ['Systems', 'IT Services'],
  construction: ['Building', 'Engineering'],
  transport: ['Logistics', 'Freight'],
  energy: ['Energy', 'Water Works'],
  hospitality: ['Hotel', 'Catering'],
  'non-profit': ['Foundation', 'Association'],
  media: ['Press', 'Media'],
} as const satisfies Record<string, readonly string[]>;

export type Sector = keyof typeof KIND;

/** A name and the domain that goes with it; the number keeps both apart from all others. */
export function nameOf(random: Random, sector: Sector, number: number): { name: string; domain: string } {
  const stem = random.pick(FRONT) + random.pick(BACK);
  return {
    name: `${stem.charAt(0).toUpperCase()}${stem.slice(1)} ${random.pick(KIND[sector])} ${number}`,
    domain: `${stem}-${number}.example`,
  };
}

const SPREAD = 32_768;

/**
 * The network of an organisation: four addresses of 198.18.0.0/15 (RFC 2544, for measurements), beyond 32,768
 * organisations of 240.0.0.0/4 (reserved).
 */
export function network(number: number): { readonly cidr: string; address(index: number): string } {
  const base = (number < SPREAD ? 0xc612_0000 : 0xf000_0000 - 4 * SPREAD) + 4 * number;
  return { cidr: `${dotted(base)}/30`, address: (index) => dotted(base + (index % 4)) };
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** Addresses of attackers and scanners: the documentation ranges of RFC 5737, without their ends. */
export const OUTSIDE: readonly string[] = ['192.0.2', '198.51.100', '203.0.113'].flatMap((net) =>
  Array.from({ length: 254 }, (_, index) => `${net}.${index + 1}`),
);
