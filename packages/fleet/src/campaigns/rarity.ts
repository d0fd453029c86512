/**
 * How rare a value is: among groups, not among victims. What one busy group leaves on a thousand servers is rare; what ten groups
 * leave on five servers each is common. Before groups are known, ways of working stand for them.
 */
import type { Group } from './group.js';
import { LINK_KINDS, type LinkKind, WEIGHTS } from './kinds.js';

export interface Rarity {
  /** What agreement in this value weighs; 0 or more. */
  weight(kind: LinkKind, value: string): number;
}

/** A value counts for a group where so large a share of its activities has it … */
const SHARE = 0.04;
/** … and on so many servers. */
const TIMES = 2;
/** Groups smaller than this do not say what is common. */
const LEAST_HOSTS = 3;

export function rarityAmong(groups: readonly Group[], worthless: ReadonlySet<string>): Rarity {
  const large = groups.filter(({ hosts }) => hosts.size >= LEAST_HOSTS);
  const seen = new Map<string, number>();
  for (const group of large) {
    for (const kind of LINK_KINDS) {
      for (const [value, count] of group.values[kind]) {
        if (count < TIMES || count < SHARE * group.told[kind]) continue;
        const key = keyOf(kind, value);
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
  }
  return {
    weight(kind, value) {
      if (kind === 'client' && worthless.has(value)) return 0;
      const { same, rarest, most } = WEIGHTS[kind];
      const others = Math.max(0, (seen.get(keyOf(kind, value)) ?? 0) - 1);
      const chance = Math.max(rarest, others / Math.max(large.length, 4));
      return Math.min(most, Math.max(0, Math.log(same / chance)));
    },
  };
}

export const keyOf = (kind: LinkKind, value: string): string => `${kind} ${value}`;

/** How often an address was seen on servers, and on how many of them it got in. */
export interface AddressUse {
  readonly address: string;
  readonly entered: number;
  readonly seen: number;
}

/** Fewer sightings say nothing of an address's ways. */
const MANY = 20;
/** Who gets in at less than one in so many servers asks everybody. */
const SCANNER = 1 / 8;

export function scannersAmong(uses: Iterable<AddressUse>): Set<string> {
  const found = new Set<string>();
  for (const { address, entered, seen } of uses) if (seen >= MANY && entered < seen * SCANNER) found.add(address);
  return found;
}
