/** Figures of March and April 2021 that others published, and the curves that the population is drawn from. */
import { DAY } from '../write/index.js';

/** Organisations and servers of a whole wave: the scale of the figures below. */
export const DEFAULT_ORGANISATIONS = 30_000;
export const SERVERS_PER_ORGANISATION = 1.5;

/** DIVD case DIVD-2021-00001: vulnerable addresses found by repeated scans of the whole IPv4 space. */
export const DIVD_SCANS = [
  { day: '2021-03-03', method: 'v1', vulnerable: 42_193 },
  { day: '2021-03-09', method: 'v1', vulnerable: 24_000 },
  { day: '2021-03-16', method: 'v2', vulnerable: 30_500 },
  { day: '2021-03-23', method: 'v2', vulnerable: 14_200 },
  { day: '2021-04-06', method: 'v2', vulnerable: 6_400 },
] as const;

/** Shadowserver, 12 March 2021: web shells, and the addresses they were found on. */
export const SHELL_URLS = 6_720;
export const SHELL_ADDRESSES = 5_818;
export const MOST_SHELLS = 8;

/** Of incidents at Huntress' customers: those on a server that had been cleaned before. */
export const REPEATED_INCIDENTS = 0.25;

/** RiskIQ, 11 March 2021: of 82,731 vulnerable servers, those in countries and sectors. */
export const RISKIQ = {
  vulnerable: 82_731,
  countries: { US: 20_000, DE: 11_000, NL: 1_600 },
  sectors: { bank: 312, health: 335, pharma: 105, government: 153 },
} as const;

/** 14 March 2021: the same flaw, counted by version (RiskIQ) and by trying it (Kryptos Logic). */
export const TWO_METHODS = { day: '2021-03-14', byVersion: 69_548, byTest: 62_018 } as const;

/** Fortgale: Exchange servers of Italy, of them vulnerable, of them with a backdoor. */
export const ITALY = [
  { day: '2021-03-29', servers: 8_394, vulnerable: 1_477, compromised: 346 },
  { day: '2021-04-10', servers: 8_394, vulnerable: 1_100, compromised: 245 },
] as const;

/** United States (RiskIQ, Microsoft): more than 120,000 open at the beginning, fewer than 10,000 on 22 March. */
export const UNITED_STATES = { day: '2021-03-22', share: 10_000 / 120_000 } as const;

/** Germany (BSI): 65,000 open on 3 March, 25,000 of them on 10 March. */
export const GERMANY = { day: '2021-03-10', share: 25_000 / 65_000 } as const;

/** Publication of the flaws and of the updates. ms, UTC. */
export const DISCLOSED = Date.UTC(2021, 2, 2, 21);

const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);

/** Share of servers that are not updated, by time; between the points it falls evenly. Its scale is 45,000 servers. */
const OPEN: readonly (readonly [time: number, share: number])[] = (
  [
    ['2021-03-02', 1],
    ['2021-03-03', 42_193 / 45_000],
    // On 9 March a quarter was hidden from the first method by makeshift rules: see MITIGATED.
    ['2021-03-09', 33_500 / 45_000],
    ['2021-03-16', 30_500 / 45_000],
    ['2021-03-23', 14_200 / 45_000],
    ['2021-04-06', 6_400 / 45_000],
    // The tail that never moved.
    ['2021-05-14', 5_900 / 45_000],
  ] as const
).map(([date, share]) => [day(date), share]);

/** Of servers not updated on 9 March: those whose makeshift rules hide them from the first method. */
export const MITIGATED = 1 - 24_000 / 33_500;
/** Of those with makeshift rules: where the rules stop the second scanner's own attempt too (14 March). */
export const STRONG_MITIGATION = (1 - TWO_METHODS.byTest / TWO_METHODS.byVersion) / MITIGATED;

export function openShare(time: number): number {
  return along(OPEN, time);
}

/** Evenly from point to point, and flat before the first and after the last. */
function along(points: readonly (readonly [time: number, share: number])[], time: number): number {
  let [before, high] = points[0] ?? [0, 1];
  for (const [at, share] of points) {
    if (time <= at) return time <= before ? high : high - ((high - share) * (time - before)) / (at - before);
    before = at;
    high = share;
  }
  return high;
}

export interface Country {
  readonly code: string;
  readonly share: number;
  /** Open share = that of the whole to this power; absent: what is left over, so that the whole gives the curve above. */
  readonly pace?: number;
  /** Later points that are published themselves; from the first on, evenly from one to the next. */
  readonly points?: readonly (readonly [time: number, share: number])[];
  /** Entered servers here, relative to the whole. */
  readonly entered?: number;
}

const paceOf = (date: string, share: number): number => Math.log(share) / Math.log(openShare(day(date)));

export const COUNTRIES: readonly Country[] = [
  { code: 'US', share: 20_000 / RISKIQ.vulnerable, pace: paceOf(UNITED_STATES.day, UNITED_STATES.share) },
  { code: 'DE', share: 11_000 / RISKIQ.vulnerable, pace: paceOf(GERMANY.day, GERMANY.share / (1 - MITIGATED)) },
  {
    code: 'IT',
    share: 0.07,
    pace: paceOf('2021-03-29', ITALY[0].vulnerable / ITALY[0].servers),
    points: ITALY.map((row) => [day(row.day), row.vulnerable / row.servers] as const),
    entered: 0.55,
  },
  { code: 'NL', share: 1_600 / RISKIQ.vulnerable },
  { code: 'GB', share: 0.07 },
  { code: 'FR', share: 0.055 },
  { code: 'AT', share: 0.03 },
  { code: 'CH', share: 0.03 },
  { code: 'PL', share: 0.03 },
  { code: 'CZ', share: 0.025 },
  { code: 'CA', share: 0.04 },
  { code: 'AU', share: 0.03 },
  { code: 'RU', share: 0.045 },
  { code: 'TR', share: 0.04 },
  { code: 'BR', share: 0.035 },
  { code: 'IN', share: 0.03 },
  { code: 'ES', share: 0.03 },
  { code: 'SE', share: 0.02 },
  { code: 'ZZ', share: 0.023 },
];

const TOTAL = COUNTRIES.reduce((sum, { share }) => sum + share, 0);
const PACED = COUNTRIES.filter(({ pace }) => pace !== undefined);
const REST = 1 - PACED.reduce((sum, { share }) => sum + share / TOTAL, 0);

export function countryShare(country: Country): number {
  return country.share / TOTAL;
}

/** Share of a country's servers that are not updated. */
export function openShareIn(country: Country, time: number): number {
  const own = publishedShare(country, time);
  if (own !== undefined) return own;
  const paced = PACED.reduce((sum, one) => sum + (one.share / TOTAL) * (publishedShare(one, time) ?? 0), 0);
  return Math.min(1, Math.max(0, (openShare(time) - paced) / REST));
}

function publishedShare({ pace, points = [] }: Country, time: number): number | undefined {
  const first = points[0];
  if (first !== undefined && time >= first[0]) return along(points, time);
  return pace === undefined ? undefined : openShare(time) ** pace;
}

const FIRST_UPDATE = DISCLOSED;
const LAST = day('2021-05-14');

/**
 * When a server is updated whose place in the order of its country is `rank` (0: first, 1: last); undefined: not before
 * the middle of May.
 */
export function updatedAt(country: Country, rank: number): number | undefined {
  const share = 1 - rank;
  if (openShareIn(country, LAST) > share) return undefined;
  let low = FIRST_UPDATE;
  let high = LAST;
  while (high - low > 60_000) {
    const middle = (low + high) / 2;
    if (openShareIn(country, middle) > share) low = middle;
    else high = middle;
  }
  return Math.round(high / 60_000) * 60_000;
}

/** Weights of 2, 3, … 8 shells on servers that have more than one. */
const MORE_SHELLS = [0.55, 0.2, 0.1, 0.06, 0.04, 0.03, 0.02] as const;
const MORE_MEAN = MORE_SHELLS.reduce((sum, weight, index) => sum + weight * (index + 2), 0);
const MORE_SHARE = (SHELL_URLS / SHELL_ADDRESSES - 1) / (MORE_MEAN - 1);

/** Shells of a server at a place 0 <= place < 1 in the distribution: 1 to 8, mean 6,720 / 5,818. */
export function shellCount(place: number): number {
  let rest = (place - (1 - MORE_SHARE)) / MORE_SHARE;
  if (rest < 0) return 1;
  for (const [index, weight] of MORE_SHELLS.entries()) {
    if (rest < weight) return index + 2;
    rest -= weight;
  }
  return MOST_SHELLS;
}

/** Fortgale: of servers with a backdoor on 29 March, 245 of 346 still had it twelve days later. Mean time in ms. */
export const CLEANING_TIME = (12 * DAY) / -Math.log(ITALY[1].compromised / ITALY[0].compromised);
