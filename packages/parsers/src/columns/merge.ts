/**
 * Two statistics into one. Associative and commutative, also where limits are reached, so that the result is the
 * same for any number of workers and any order of files. Every limit keeps the first in a fixed order (order.ts).
 */
import { compareText, firstInOrder, orderOf } from './order.js';
import type {
  BuildStatistics,
  ClientStatistics,
  LogStatistics,
  PageClient,
  PageSample,
  PageStatistics,
} from './statistics.js';

/** Of each part: pages that answered, and others. */
export const MAX_PAGES = 2048;
export const MAX_CLIENTS = 65_536;
export const MAX_BUILDS = 1024;
export const MAX_SERVERS = 1024;
export const MAX_PAGE_CLIENTS = 64;
export const MAX_CLIENT_PAGES = 16;
export const MAX_SAMPLES = 3;
/** Distinct clients of a page are exact up to this number … */
export const MAX_CLIENT_COUNT = 4096;
/** … for this many pages with more than MAX_PAGE_CLIENTS clients (the first in the fixed order) … */
export const MAX_FULL_COUNTS = 128;
/** … and up to this number for other pages. */
export const MAX_OTHER_COUNT = 256;

/**
 * What two logs (or parts of one) add up to. Associative, and the same whatever the order; beyond the limits above the
 * names that come first in a fixed order stay and the rows of the others are counted in `dropped`.
 */
export function mergeStatistics(a: LogStatistics, b: LogStatistics): LogStatistics {
  const answered = mergePart(a.pageParts.answered, b.pageParts.answered);
  const others = mergePart(a.pageParts.others, b.pageParts.others);
  const clients = firstInOrder(
    union(a.clients, b.clients, (c) => c.address, mergeClients),
    MAX_CLIENTS,
    (c) => c.address,
  );
  const builds = firstInOrder(
    union(a.builds, b.builds, (x) => x.build, mergeBuilds),
    MAX_BUILDS,
    (x) => x.build,
  );
  const servers = firstInOrder(
    union(a.servers, b.servers, (s) => s[0], addRows),
    MAX_SERVERS,
    (s) => s[0],
  );
  return {
    lines: a.lines + b.lines,
    records: a.records + b.records,
    unreadable: a.unreadable + b.unreadable,
    untimed: a.untimed + b.untimed,
    ...period(a, b),
    hours: mergeCounts(a.hours, b.hours),
    ...pagesOf(answered.pages, others.pages),
    clients: clients.kept.sort((x, y) => compareText(x.address, y.address)),
    builds: builds.kept.sort((x, y) => compareText(x.build, y.build)),
    servers: servers.kept.sort((x, y) => compareText(x[0], y[0])),
    dropped: {
      pages: a.dropped.pages + b.dropped.pages + answered.dropped + others.dropped,
      clients: a.dropped.clients + b.dropped.clients + sum(clients.others, (c) => c.requests),
      builds: a.dropped.builds + b.dropped.builds + sum(builds.others, (x) => x.rows),
      servers: a.dropped.servers + b.dropped.servers + sum(servers.others, (s) => s[1]),
    },
  };
}

function mergePart(
  a: readonly PageStatistics[],
  b: readonly PageStatistics[],
): { pages: PageStatistics[]; dropped: number } {
  const { kept, others } = firstInOrder(
    union(a, b, (p) => p.key, mergePages),
    MAX_PAGES,
    (p) => p.key,
  );
  const pages = limitSketches(kept).sort((x, y) => compareText(x.key, y.key));
  return { pages, dropped: sum(others, (p) => p.requests) };
}

/** Both parts and the two together; each sorted by key. */
export function pagesOf(
  answered: readonly PageStatistics[],
  others: readonly PageStatistics[],
): Pick<LogStatistics, 'pages' | 'pageParts'> {
  const pages = union(answered, others, (p) => p.key, mergePages).sort((x, y) => compareText(x.key, y.key));
  return { pages, pageParts: { answered, others } };
}

function union<T>(a: readonly T[], b: readonly T[], nameOf: (item: T) => string, merge: (x: T, y: T) => T): T[] {
  if (a.length === 0) return [...b];
  if (b.length === 0) return [...a];
  const byName = new Map(a.map((item) => [nameOf(item), item]));
  for (const item of b) {
    const name = nameOf(item);
    const other = byName.get(name);
    byName.set(name, other === undefined ? item : merge(other, item));
  }
  return [...byName.values()];
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** Where the first in order end, for statistics that have reached a limit: what comes behind need not be collected. */
export function limitsOf(statistics: LogStatistics): { answered: number; others: number; clients: number } {
  const last = (names: readonly string[], most: number): number =>
    names.length < most ? Number.POSITIVE_INFINITY : names.reduce((max, name) => Math.max(max, orderOf(name)), 0);
  return {
    answered: last(
      statistics.pageParts.answered.map((p) => p.key),
      MAX_PAGES,
    ),
    others: last(
      statistics.pageParts.others.map((p) => p.key),
      MAX_PAGES,
    ),
    clients: last(
      statistics.clients.map((c) => c.address),
      MAX_CLIENTS,
    ),
  };
}

/** The earlier start and the later end; a side without times does not count. */
function period(
  a: { readonly first?: number; readonly last?: number },
  b: { readonly first?: number; readonly last?: number },
): { first?: number; last?: number } {
  const first = Math.min(a.first ?? Number.POSITIVE_INFINITY, b.first ?? Number.POSITIVE_INFINITY);
  const last = Math.max(a.last ?? Number.NEGATIVE_INFINITY, b.last ?? Number.NEGATIVE_INFINITY);
  return Number.isFinite(first) && Number.isFinite(last) ? { first, last } : {};
}

/** Two lists of [number, rows], ascending by number. */
function mergeCounts(
  a: readonly (readonly [number, number])[],
  b: readonly (readonly [number, number])[],
): (readonly [number, number])[] {
  const counts = new Map(a);
  for (const [key, rows] of b) counts.set(key, (counts.get(key) ?? 0) + rows);
  return [...counts].sort((x, y) => x[0] - y[0]);
}

export function addRows(a: readonly [string, number], b: readonly [string, number]): readonly [string, number] {
  return [a[0], a[1] + b[1]];
}

function mergeBuilds(a: BuildStatistics, b: BuildStatistics): BuildStatistics {
  return { build: a.build, ...period(a, b), rows: a.rows + b.rows };
}

export function mergeClients(a: ClientStatistics, b: ClientStatistics): ClientStatistics {
  const pageSketch = smallest(a.pageSketch, b.pageSketch, MAX_CLIENT_PAGES);
  return {
    address: a.address,
    requests: a.requests + b.requests,
    posts: a.posts + b.posts,
    errors4xx: a.errors4xx + b.errors4xx,
    errors5xx: a.errors5xx + b.errors5xx,
    ...period(a, b),
    distinctPages: pageSketch.length,
    pageSketch,
  };
}

/** The smallest distinct numbers of two ascending lists. */
export function smallest(a: ArrayLike<number>, b: ArrayLike<number>, most: number): number[] {
  const out: number[] = [];
  for (let i = 0, k = 0; out.length < most && (i < a.length || k < b.length); ) {
    const x = a[i] ?? Number.POSITIVE_INFINITY;
    const y = b[k] ?? Number.POSITIVE_INFINITY;
    out.push(Math.min(x, y));
    if (x <= y) i++;
    if (y <= x) k++;
  }
  return out;
}

export function mergePages(a: PageStatistics, b: PageStatistics): PageStatistics {
  const samples = mergeSamples(a.samples, b.samples);
  return {
    page: firstSpelling(a, b),
    key: a.key,
    requests: a.requests + b.requests,
    gets: a.gets + b.gets,
    posts: a.posts + b.posts,
    others: a.others + b.others,
    status: mergeCounts(a.status, b.status),
    ...period(a, b),
    ...mergePageClients(a, b),
    agentRows: a.agentRows + b.agentRows,
    emptyUserAgent: a.emptyUserAgent + b.emptyUserAgent,
    refererRows: a.refererRows + b.refererRows,
    noReferer: a.noReferer + b.noReferer,
    withQuery: a.withQuery + b.withQuery,
    samples,
    answeredPosts: mergeSamples(a.answeredPosts, b.answeredPosts),
  };
}

/** The spelling of the earliest request: that is the first sample's. */
function firstSpelling(a: PageStatistics, b: PageStatistics): string {
  const x = a.samples[0];
  const y = b.samples[0];
  const order = x === undefined || y === undefined ? 0 : compareSamples(x, y);
  return order < 0 || (order === 0 && a.page <= b.page) ? a.page : b.page;
}

/** By time, then place; rows without time last. */
function compareSamples(a: PageSample, b: PageSample): number {
  const x = a.time ?? Number.POSITIVE_INFINITY;
  const y = b.time ?? Number.POSITIVE_INFINITY;
  if (x !== y) return x - y;
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    a.offset - b.offset ||
    a.line - b.line ||
    compareText(a.client ?? '', b.client ?? '') ||
    compareText(a.method ?? '', b.method ?? '') ||
    (a.status ?? 0) - (b.status ?? 0)
  );
}

function mergeSamples(a: readonly PageSample[], b: readonly PageSample[]): PageSample[] {
  return [...a, ...b].sort(compareSamples).slice(0, MAX_SAMPLES);
}

/** By first sight; clients without time last. */
export function compareSight(a: PageClient, b: PageClient): number {
  const x = a[2] ?? Number.POSITIVE_INFINITY;
  const y = b[2] ?? Number.POSITIVE_INFINITY;
  return x === y ? compareText(a[0], b[0]) : x - y;
}

type PageClients = Pick<PageStatistics, 'clients' | 'clientCount' | 'clientSketch'>;

function mergePageClients(a: PageClients, b: PageClients): PageClients {
  const all = union(
    a.clients,
    b.clients,
    (c) => c[0],
    (x, y): PageClient => {
      const first = Math.min(x[2] ?? Number.POSITIVE_INFINITY, y[2] ?? Number.POSITIVE_INFINITY);
      return [x[0], x[1] + y[1], Number.isFinite(first) ? first : undefined];
    },
  );
  const clients = firstInOrder(all, MAX_PAGE_CLIENTS, (c) => c[0]).kept.sort(compareSight);
  if (all.length <= MAX_PAGE_CLIENTS && a.clientSketch === undefined && b.clientSketch === undefined) {
    return { clients, clientCount: clients.length };
  }
  const clientSketch = Float64Array.from(smallest(sketchOf(a), sketchOf(b), MAX_CLIENT_COUNT));
  return { clients, clientCount: clientSketch.length, clientSketch };
}

function sketchOf(page: PageClients): ArrayLike<number> {
  return page.clientSketch ?? page.clients.map((c) => orderOf(c[0])).sort((x, y) => x - y);
}

/** Bounds the memory of all sketches together: see MAX_FULL_COUNTS. */
export function limitSketches(pages: PageStatistics[]): PageStatistics[] {
  const large = pages.filter((p) => p.clientSketch !== undefined);
  const others = new Set(firstInOrder(large, MAX_FULL_COUNTS, (p) => p.key).others);
  return pages.map((page) => {
    if (!others.has(page) || page.clientCount <= MAX_OTHER_COUNT || page.clientSketch === undefined) return page;
    return { ...page, clientCount: MAX_OTHER_COUNT, clientSketch: page.clientSketch.slice(0, MAX_OTHER_COUNT) };
  });
}
