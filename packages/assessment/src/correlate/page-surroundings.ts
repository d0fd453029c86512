/**
 * What one page's figures alone cannot tell: how the server answers for pages that do not exist, and whether an address
 * that asked for the page is known from attacks.
 */
import type { LogStatistics, PageStatistics } from '@allclear/parsers';
import { isOwnAddress } from './clients.js';

/** Pages of one place that one address must have asked for to count as a sweep: more than an intruder's own pages. */
const SWEEP_PAGES = 10;
/** Requests for one page in a sweep: a look, perhaps with a second one. */
const SWEEP_REQUESTS = 3;
/** Of the names of a sweep, so many must have been answered alike before the answer says nothing. In percent. */
const ALIKE_SHARE = 80;
/** An address with more than this share of all requests is a reverse proxy, not a person. In percent. */
const PROXY_SHARE = 5;

export interface UnknownPage {
  readonly page: PageStatistics;
  readonly area: string;
}

export interface Surroundings {
  /**
   * Keys of pages that were only asked for in sweeps in which the server answered (nearly) every name alike: whether such
   * a page exists cannot be told from the answer.
   */
  readonly answeredAlike: ReadonlySet<string>;
  /** Areas in which pages that do not exist are told apart: somebody got "not found" or a redirection there. */
  readonly toldApart: ReadonlySet<string>;
}

/** Answer that says "something is there", "nothing is there", or nothing of both. */
type Answer = 'there' | 'failed' | 'missing' | 'other';

export function surroundingsOf(pages: readonly UnknownPage[]): Surroundings {
  const sweeps = new Map<string, { page: PageStatistics; answer: Answer }[]>();
  const toldApart = new Set<string>();
  for (const { page, area } of pages) {
    const answer = answerOf(page);
    if (answer === 'missing') toldApart.add(area);
    for (const [address, requests] of page.clients) {
      if (requests > SWEEP_REQUESTS) continue;
      const key = `${area} ${address}`;
      const known = sweeps.get(key);
      if (known) known.push({ page, answer });
      else sweeps.set(key, [{ page, answer }]);
    }
  }
  const alike = new Map<string, number>();
  for (const sweep of sweeps.values()) {
    if (sweep.length < SWEEP_PAGES) continue;
    for (const kind of ['there', 'failed'] as const) {
      const same = sweep.filter(({ answer }) => answer === kind);
      if (100 * same.length < ALIKE_SHARE * sweep.length) continue;
      for (const { page } of same) alike.set(page.key, (alike.get(page.key) ?? 0) + 1);
    }
  }
  const answeredAlike = new Set<string>();
  for (const { page } of pages) {
    // Whoever sends data to a page knows what it is for: that is no sweep.
    if (page.posts === 0 && alike.get(page.key) === page.clientCount) answeredAlike.add(page.key);
  }
  return { answeredAlike, toldApart };
}

function answerOf(page: PageStatistics): Answer {
  if (answered(page) > 0) return 'there';
  const has = (low: number, high: number): boolean => page.status.some(([code]) => code >= low && code <= high);
  if (has(500, 500)) return 'failed';
  return has(300, 499) ? 'missing' : 'other';
}

/**
 * Requests answered with 200, without those of methods that IIS answers for any name (OPTIONS, TRACE). The figures do not
 * tell method and status together; what the samples show for certain is the least.
 */
export function answered(page: PageStatistics): number {
  const ok = page.status.find(([code]) => code === 200)?.[1] ?? 0;
  const certain = page.samples.filter(
    ({ status, method }) => status === 200 && ['GET', 'HEAD', 'POST'].includes(method?.toUpperCase() ?? 'GET'),
  ).length;
  return Math.max(ok - page.others, certain, Math.min(ok, page.answeredPosts.length));
}

/** Where the known addresses of a page lie; `mixed` where it was asked for from both. Undefined: no address known. */
export function scopeOf(page: PageStatistics): 'public' | 'private' | 'mixed' | undefined {
  const scopes = new Set(page.clients.map(([address]) => (isPrivateAddress(address) ? 'private' : 'public')));
  const [first] = scopes;
  return scopes.size > 1 ? 'mixed' : first;
}

/** Addresses of the site's own network: RFC 1918, RFC 4193, shared (RFC 6598), link-local and loopback. */
export function isPrivateAddress(address: string): boolean {
  return (
    isOwnAddress(address) ||
    /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd][0-9a-f]{2}:)/i.test(
      address,
    )
  );
}

/** A program by the clock keeps its rhythm at least this long; a person does not. */
const SCHEDULE_TIME = 12 * 3_600_000;
const SCHEDULE_REQUESTS = 24;
/** How far the first intervals may be from the mean one. In percent. */
const SCHEDULE_TOLERANCE = 20;

/** True where the page was asked for by the clock: the first requests have the distance that all have on average. */
export function isScheduled(page: PageStatistics): boolean {
  const { first, last, requests, samples } = page;
  if (first === undefined || last === undefined || requests < SCHEDULE_REQUESTS || last - first < SCHEDULE_TIME)
    return false;
  const mean = (last - first) / (requests - 1);
  const times = samples.map(({ time }) => time).filter((time) => time !== undefined);
  const intervals = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return (
    intervals.length >= 2 && intervals.every((interval) => 100 * Math.abs(interval - mean) <= SCHEDULE_TOLERANCE * mean)
  );
}

/** Share of all requests with which an address stands for everybody. In percent. */
const EVERYBODY_SHARE = 50;
/** Fewer rows tell nothing of who sends most. */
const ROWS_TO_JUDGE = 200;

/** Addresses that pass on most requests of a log. */
export function proxiesOf(statistics: LogStatistics | undefined): Set<string> {
  if (statistics === undefined || statistics.records < ROWS_TO_JUDGE) return new Set();
  const most = statistics.clients.filter(
    ({ address, requests }) => !isOwnAddress(address) && 100 * requests > EVERYBODY_SHARE * statistics.records,
  );
  return new Set(most.map(({ address }) => address));
}

/** True where an address behind other attacks asked for the page, unless everybody's requests come from that address. */
export function askedByAttacker(
  page: PageStatistics,
  attackers: ReadonlySet<string>,
  statistics: LogStatistics,
): boolean {
  return page.clients.some(([address]) => {
    if (!attackers.has(address)) return false;
    const requests = statistics.clients.find((client) => client.address === address)?.requests ?? 0;
    return 100 * requests <= PROXY_SHARE * statistics.records;
  });
}
