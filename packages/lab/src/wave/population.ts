/** Organisations: who they are, how large, who runs their servers, how to reach them. */
import { Random } from '../random/index.js';
import { nameOf, network, type Sector } from './names.js';
import { COUNTRIES, type Country, countryShare, RISKIQ } from './published.js';

export type Size = 'micro' | 'small' | 'medium' | 'large' | 'very-large';

export interface Contact {
  readonly role: 'security' | 'administrator' | 'management' | 'provider' | 'isp-abuse';
  readonly email?: string;
  readonly post?: string;
  /** Where the address comes from. */
  readonly source: 'register' | 'whois' | 'security.txt' | 'asn';
  /** What happens to mail to it: part of the truth. */
  readonly delivers: boolean;
}

export interface Organisation {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly sector: Sector;
  readonly size: Size;
  readonly country: Country;
  /** Id of the service provider that looks after its servers. */
  readonly provider?: string;
  /** Its mail lies on a server of the provider's; it has none of its own. */
  readonly hosted: boolean;
  readonly domains: readonly string[];
  readonly netblocks: readonly string[];
  readonly contacts: readonly Contact[];
  readonly servers: number;
}

export interface WaveOptions {
  readonly seed: string;
  readonly organisations: number;
  /** ISO country code: everybody in one country. Default: the countries' published shares. */
  readonly country?: string;
}

const SIZES: readonly (readonly [Size, share: number, servers: number])[] = [
  ['micro', 0.15, 1.05],
  ['small', 0.4, 1.15],
  ['medium', 0.3, 1.5],
  ['large', 0.11, 2.6],
  ['very-large', 0.04, 4.57],
];
const HOSTED = 0.02;
/** One organisation in so many is a service provider with customers. */
const PROVIDER_EVERY = 200;

const published = (count: number): number => count / RISKIQ.vulnerable;
const SECTORS: readonly (readonly [Sector, share: number])[] = [
  ['bank', published(RISKIQ.sectors.bank)],
  ['health', published(RISKIQ.sectors.health)],
  ['pharma', published(RISKIQ.sectors.pharma)],
  ['government', published(RISKIQ.sectors.government)],
  // Nobody published the rest.
  ['municipality', 0.07],
  ['education', 0.07],
  ['manufacturing', 0.19],
  ['retail', 0.12],
  ['professional', 0.18],
  ['it-services', 0.09],
  ['construction', 0.09],
  ['transport', 0.06],
  ['energy', 0.02],
  ['hospitality', 0.04],
  ['non-profit', 0.04],
  ['media', 0.02],
];

/** The organisation of this number; each is drawn by itself, so that any part of a population can be made alone. */
export function organisation(options: WaveOptions, number: number): Organisation {
  const random = Random.seeded(`${options.seed}/organisation/${number}`);
  const isProvider = number % PROVIDER_EVERY === PROVIDER_EVERY - 1;
  const country = options.country === undefined ? weighted(random, COUNTRIES, countryShare) : only(options.country);
  const sector = isProvider ? 'it-services' : weighted(random, SECTORS, ([, share]) => share)[0];
  const [size, , mean] = weighted(random, SIZES, ([, share]) => share);
  const { name, domain } = nameOf(random, sector, number);
  const provider =
    isProvider || size === 'large' || size === 'very-large' ? undefined : providerOf(options, random, country);
  const hosted = provider !== undefined && random.chance(HOSTED / 0.25);
  const net = network(number);
  const domains = random.chance(0.15) ? [domain, domain.replace('.example', '-group.example')] : [domain];
  return {
    id: `org-${String(number).padStart(6, '0')}`,
    number,
    name,
    sector,
    size,
    country,
    ...(provider === undefined ? {} : { provider }),
    hosted,
    domains,
    netblocks: hosted ? [] : [net.cidr],
    contacts: contactsOf(random, name, domain, country),
    servers: hosted ? 0 : serverCount(random, mean),
  };
}

function only(code: string): Country {
  const known = COUNTRIES.find((country) => country.code === code);
  return known ?? { code, share: 1 };
}

export function weighted<T>(random: Random, items: readonly T[], weight: (item: T) => number): T {
  const total = items.reduce((sum, item) => sum + weight(item), 0);
  let rest = random.float() * total;
  for (const item of items) {
    rest -= weight(item);
    if (rest < 0) return item;
  }
  return random.pick(items);
}

/** One and more: what is above one is spread geometrically around the mean. */
function serverCount(random: Random, mean: number): number {
  const more = (mean - 1) / mean;
  let count = 1;
  while (count < 40 && random.chance(more)) count++;
  return count;
}

/** Two organisations in five below 250 people have a provider, large providers more of them; it sits in the same country. */
function providerOf(options: WaveOptions, random: Random, country: Country): string | undefined {
  const providers = Math.floor(options.organisations / PROVIDER_EVERY);
  if (providers === 0 || !random.chance(0.4)) return undefined;
  for (let attempt = 0; attempt < 12; attempt++) {
    const number = Math.floor(providers * random.float() ** 2) * PROVIDER_EVERY + PROVIDER_EVERY - 1;
    const own = Random.seeded(`${options.seed}/organisation/${number}`);
    const seat = options.country === undefined ? weighted(own, COUNTRIES, countryShare).code : options.country;
    if (seat === country.code) return `org-${String(number).padStart(6, '0')}`;
  }
  return undefined;
}

function contactsOf(random: Random, name: string, domain: string, country: Country): Contact[] {
  const contacts: Contact[] = [];
  const add = (role: Contact['role'], local: string, source: Contact['source'], bounces: number): void => {
    contacts.push({ role, email: `${local}@${domain}`, source, delivers: !random.chance(bounces) });
  };
  if (random.chance(0.08)) add('security', 'security', 'security.txt', 0.02);
  if (random.chance(0.35)) add('administrator', 'it', 'register', 0.05);
  if (random.chance(0.55)) add('administrator', random.pick(['hostmaster', 'abuse', 'admin']), 'whois', 0.25);
  if (random.chance(0.3)) {
    const post = `${name}, ${random.int(1, 180)} ${random.pick(['Main Street', 'Station Road', 'Market Square'])}, ${country.code}-${random.int(1000, 99_999)}`;
    contacts.push({ role: 'management', post, source: 'register', delivers: true });
  }
  const isp = `abuse@isp-${random.int(1, 60)}.example`;
  contacts.push({ role: 'isp-abuse', email: isp, source: 'asn', delivers: true });
  return contacts;
}
