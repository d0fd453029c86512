/** The kernel's tables as plain statistics. */
import { decodeText } from '../log/bytes.js';
import { type Kernel, LAYOUT, NO_TIME, TABLES } from './kernel.js';
import {
  addRows,
  compareSight,
  limitSketches,
  MAX_CLIENT_COUNT,
  MAX_CLIENT_PAGES,
  MAX_PAGE_CLIENTS,
  mergeClients,
  mergePages,
  pagesOf,
} from './merge.js';
import { compareText, firstInOrder, orderOf } from './order.js';
import type { ClientStatistics, LogStatistics, PageClient, PageSample, PageStatistics } from './statistics.js';

/** Orders (order.ts) behind which a name cannot be kept any more, because enough others come before it. */
export interface Limits {
  readonly answered: number;
  readonly others: number;
  readonly clients: number;
}

export const NO_LIMITS: Limits = {
  answered: Number.POSITIVE_INFINITY,
  others: Number.POSITIVE_INFINITY,
  clients: Number.POSITIVE_INFINITY,
};

/** Statistics of all that the kernel holds; `lines` is left to the caller. */
export function takeSnapshot(kernel: Kernel, file: string | undefined, limits: Limits = NO_LIMITS): LogStatistics {
  const { call } = kernel;
  const reader = new TableReader(kernel, file, limits);
  const answered = sortedPages(reader.pages(1, limits.answered));
  const others = sortedPages(reader.pages(0, limits.others));
  const clients = reader.clients();
  return {
    lines: 0,
    records: Number(call.records.value),
    unreadable: Number(call.unreadable.value),
    untimed: Number(call.untimed.value),
    ...period(Number(call.firstTime.value), Number(call.lastTime.value)),
    hours: reader.hours(),
    ...pagesOf(answered, others),
    clients: distinct(clients, (c) => c.address, mergeClients),
    builds: reader.builds(),
    servers: distinct(reader.servers(), (s) => s[0], addRows),
    dropped: {
      pages: Number(call.longPages.value) + reader.droppedPages,
      clients: reader.droppedClients,
      builds: 0,
      servers: 0,
    },
  };
}

function sortedPages(pages: readonly PageStatistics[]): PageStatistics[] {
  return limitSketches(distinct(pages, (p) => p.key, mergePages));
}

function period(first: number, last: number): { first?: number; last?: number } {
  return Number.isFinite(first) && Number.isFinite(last) ? { first, last } : {};
}

function time(value: number): number | undefined {
  return value === NO_TIME ? undefined : value;
}

/** Sorted by name, equal names merged: different bytes can be the same text (UTF-8 and code page). */
function distinct<T>(items: readonly T[], nameOf: (item: T) => string, merge: (a: T, b: T) => T): T[] {
  const sorted = [...items].sort((a, b) => compareText(nameOf(a), nameOf(b)));
  const out: T[] = [];
  for (const item of sorted) {
    const before = out[out.length - 1];
    if (before !== undefined && nameOf(before) === nameOf(item)) out[out.length - 1] = merge(before, item);
    else out.push(item);
  }
  return out;
}

/** ASCII only, so that the result has the same length and depends on no locale. */
export function pageKey(page: string): string {
  return page.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

class TableReader {
  droppedPages = 0;
  droppedClients = 0;
  readonly #kernel: Kernel;
  readonly #file: string | undefined;
  readonly #limits: Limits;
  readonly #addresses: readonly string[];
  /** Hash of each client's address for sketches, worked out when needed. */
  readonly #orders: (number | undefined)[] = [];
  /** Keys of the pages, by page. */
  readonly #keys: readonly string[];
  readonly #spellings: readonly string[];
  /** Client, requests, first, by page. */
  readonly #visits: { client: number; requests: number; first: number }[][];
  readonly #status: [number, number][][];
  /** Pages, by client. */
  readonly #visited: number[][];

  constructor(kernel: Kernel, file: string | undefined, limits: Limits) {
    this.#kernel = kernel;
    this.#file = file;
    this.#limits = limits;
    const { view } = kernel;
    this.#addresses = entries(kernel.call.clients, LAYOUT.CLIENTS, LAYOUT.CLIENT, (at) => this.#text(at + 4, at + 8));
    const pages = entries(kernel.call.pages, TABLES.PAGES, LAYOUT.PAGE, (at) => this.#text(at + 12, at + 8));
    this.#spellings = pages;
    this.#keys = pages.map(pageKey);
    this.#visits = pages.map(() => []);
    this.#status = pages.map(() => []);
    this.#visited = this.#addresses.map(() => []);
    entries(kernel.call.pairs, TABLES.PAIRS, LAYOUT.PAIR, (at) => {
      const key = view.getUint32(at, true);
      const page = (key >>> 16) - 1;
      const requests = view.getUint32(at + 4, true);
      if ((key & 0x8000) !== 0) {
        this.#status[page]?.push([key & 0x7fff, requests]);
        return;
      }
      const client = key & 0x7fff;
      this.#visits[page]?.push({ client, requests, first: view.getFloat64(at + 8, true) });
      this.#visited[client]?.push(page);
    });
  }

  #text(pointerAt: number, lengthAt: number): string {
    const { view, bytes } = this.#kernel;
    const start = view.getUint32(pointerAt, true);
    return decodeText(bytes, start, start + view.getUint32(lengthAt, true));
  }

  #count(at: number): number {
    return this.#kernel.view.getUint32(at, true);
  }

  #period(at: number): { first?: number; last?: number } {
    return period(this.#kernel.view.getFloat64(at, true), this.#kernel.view.getFloat64(at + 8, true));
  }

  hours(): [number, number][] {
    const { call } = this.#kernel;
    const hours: [number, number][] = [];
    for (let hour = Number(call.lowHour.value); hour <= Number(call.highHour.value); hour++) {
      const rows = this.#count(TABLES.HOURS + 4 * hour);
      if (rows > 0) hours.push([hour + LAYOUT.FIRST_HOUR, rows]);
    }
    return hours;
  }

  clients(): ClientStatistics[] {
    const orders = this.#keys.map(orderOf);
    const limit = this.#limits.clients;
    const clients: ClientStatistics[] = [];
    entries(this.#kernel.call.clients, LAYOUT.CLIENTS, LAYOUT.CLIENT, (at, id) => {
      const address = this.#addresses[id] ?? '';
      if (limit !== Number.POSITIVE_INFINITY && orderOf(address) > limit) {
        this.droppedClients += this.#count(at + 12);
        return;
      }
      const pages = (this.#visited[id] ?? []).map((page) => orders[page] ?? 0);
      const pageSketch = smallestDistinct(pages, MAX_CLIENT_PAGES);
      clients.push({
        address,
        requests: this.#count(at + 12),
        posts: this.#count(at + 16),
        errors4xx: this.#count(at + 20),
        errors5xx: this.#count(at + 24),
        ...this.#period(at + 32),
        distinctPages: pageSketch.length,
        pageSketch,
      });
    });
    return clients;
  }

  /** Pages of one group: rows that were answered with 2xx or 5xx (1), or others (0). */
  pages(group: 0 | 1, limit: number): PageStatistics[] {
    const pages: PageStatistics[] = [];
    entries(this.#kernel.call.pages, TABLES.PAGES, LAYOUT.PAGE, (at, id) => {
      if (this.#count(at + 416) !== group) return;
      const key = this.#keys[id] ?? '';
      if (limit !== Number.POSITIVE_INFINITY && orderOf(key) > limit) {
        this.droppedPages += this.#count(at + 16);
        return;
      }
      pages.push({
        page: this.#spellings[id] ?? '',
        key,
        requests: this.#count(at + 16),
        gets: this.#count(at + 20),
        posts: this.#count(at + 24),
        others: this.#count(at + 28),
        status: (this.#status[id] ?? []).sort((a, b) => a[0] - b[0]),
        ...this.#period(at + 64),
        ...this.#pageClients(id),
        agentRows: this.#count(at + 52),
        emptyUserAgent: this.#count(at + 32),
        refererRows: this.#count(at + 56),
        noReferer: this.#count(at + 36),
        withQuery: this.#count(at + 40),
        samples: this.#samples(at + 80, this.#count(at + 44)),
        answeredPosts: this.#samples(at + 248, this.#count(at + 48)),
      });
    });
    return pages;
  }

  #pageClients(page: number): Pick<PageStatistics, 'clients' | 'clientCount' | 'clientSketch'> {
    const visits = this.#visits[page] ?? [];
    const byAddress = new Map<string, PageClient>();
    for (const { client, requests, first } of visits) {
      const address = this.#addresses[client] ?? '';
      const other = byAddress.get(address);
      byAddress.set(address, [address, requests + (other?.[1] ?? 0), time(Math.min(first, other?.[2] ?? NO_TIME))]);
    }
    const all = [...byAddress.values()];
    const clients = firstInOrder(all, MAX_PAGE_CLIENTS, (c) => c[0]).kept.sort(compareSight);
    if (all.length <= MAX_PAGE_CLIENTS) return { clients, clientCount: clients.length };
    const orders = visits.map(({ client }) => {
      const order = this.#orders[client] ?? orderOf(this.#addresses[client] ?? '');
      this.#orders[client] = order;
      return order;
    });
    const clientSketch = Float64Array.from(smallestDistinct(orders, MAX_CLIENT_COUNT));
    return { clients, clientCount: clientSketch.length, clientSketch };
  }

  #samples(at: number, count: number): PageSample[] {
    const { view, bytes } = this.#kernel;
    return Array.from({ length: count }, (_, i) => {
      const from = at + 56 * i;
      const when = time(view.getFloat64(from, true));
      const client = this.#addresses[view.getInt32(from + 24, true)];
      const status = view.getUint32(from + 28, true);
      const method = decodeText(bytes, from + 32, from + 32 + view.getUint32(from + 48, true));
      return {
        ...(this.#file === undefined ? {} : { file: this.#file }),
        line: view.getFloat64(from + 16, true),
        offset: view.getFloat64(from + 8, true),
        ...(when === undefined ? {} : { time: when }),
        ...(client === undefined ? {} : { client }),
        ...(method === '' ? {} : { method }),
        ...(status === 0 ? {} : { status }),
      };
    });
  }

  servers(): [string, number][] {
    return entries(this.#kernel.call.servers, TABLES.SERVERS, LAYOUT.SERVER, (at) => [
      this.#text(at, at + 4),
      this.#count(at + 8),
    ]);
  }

  builds(): LogStatistics['builds'] {
    const { view } = this.#kernel;
    const builds = entries(this.#kernel.call.builds, TABLES.BUILDS, LAYOUT.BUILD, (at) => ({
      build: [6, 4, 2, 0].map((i) => view.getUint16(at + i, true)).join('.'),
      ...this.#period(at + 16),
      rows: this.#count(at + 8),
    }));
    return builds.sort((a, b) => compareText(a.build, b.build));
  }
}

function entries<T>(count: WebAssembly.Global, table: number, size: number, read: (at: number, id: number) => T): T[] {
  return Array.from({ length: Number(count.value) }, (_, id) => read(table + id * size, id));
}

function smallestDistinct(values: number[], most: number): number[] {
  const sorted = values.sort((a, b) => a - b);
  return sorted.filter((v, i) => i === 0 || v !== sorted[i - 1]).slice(0, most);
}
