/**
 * What every line of a log adds up to. Plain data: it crosses threads by structured clone, and two of them
 * become one with `mergeStatistics`. Times are milliseconds since 1970-01-01 UTC.
 */

/** One request for a page, as an example and for the way back into the evidence. */
export interface PageSample {
  /** The file, where `finish` was told. */
  readonly file?: string;
  /** 1-based. */
  readonly line: number;
  /** Byte offset of the line. */
  readonly offset: number;
  readonly time?: number;
  readonly client?: string;
  /** Cut at 16 bytes. */
  readonly method?: string;
  readonly status?: number;
}

/** Address, requests, and when it came first (absent where the log tells no time). */
export type PageClient = readonly [address: string, requests: number, first: number | undefined];

/** A page: a URL path up to its first file name with an extension that the server executes (`/a/b.aspx`). */
export interface PageStatistics {
  /** As first seen. */
  readonly page: string;
  /** The same with ASCII letters in lower case: equal for equal pages. */
  readonly key: string;
  readonly requests: number;
  readonly gets: number;
  readonly posts: number;
  readonly others: number;
  /** Status and how often, by status. Rows without a readable status are in none. */
  readonly status: readonly (readonly [status: number, rows: number])[];
  readonly first?: number;
  readonly last?: number;
  /**
   * At most MAX_PAGE_CLIENTS, in order of first sight. Where there were more, a fixed choice of them (by a hash of the
   * address), each with its full count: only so is the answer the same however the log was divided.
   */
  readonly clients: readonly PageClient[];
  /** Distinct client addresses; exact up to MAX_CLIENT_COUNT (see merge.ts), there it stops. */
  readonly clientCount: number;
  /** For merging; only where clientCount > MAX_PAGE_CLIENTS: smallest hashes of the addresses, ascending. */
  readonly clientSketch?: Float64Array;
  /** Rows whose log has a column for the user agent, and those of them where it is empty. */
  readonly agentRows: number;
  readonly emptyUserAgent: number;
  /** The same for the referer. */
  readonly refererRows: number;
  readonly noReferer: number;
  readonly withQuery: number;
  /** The first three requests. */
  readonly samples: readonly PageSample[];
  /** The first three POST requests that were answered with 2xx. */
  readonly answeredPosts: readonly PageSample[];
}

export interface ClientStatistics {
  /** As the log writes it; a value of more than 64 bytes is no address and counts for none. */
  readonly address: string;
  readonly requests: number;
  readonly posts: number;
  readonly errors4xx: number;
  readonly errors5xx: number;
  readonly first?: number;
  readonly last?: number;
  /** Up to MAX_CLIENT_PAGES, there it stops. */
  readonly distinctPages: number;
  /** For merging: smallest hashes of the page keys, ascending. */
  readonly pageSketch: readonly number[];
}

export interface BuildStatistics {
  /** `15.1.2106.2`. */
  readonly build: string;
  readonly first?: number;
  readonly last?: number;
  readonly rows: number;
}

export interface LogStatistics {
  /** All lines: rows, headers, comments, blank ones. */
  readonly lines: number;
  /** Rows that fit their header. */
  readonly records: number;
  /** Lines that are neither header, comment nor blank and do not fit. */
  readonly unreadable: number;
  /** Records without a time, or with one outside 1990 to 2109. */
  readonly untimed: number;
  readonly first?: number;
  readonly last?: number;
  /** Hours since 1970-01-01T00Z with their rows, ascending; hours without rows are left out. */
  readonly hours: readonly (readonly [hour: number, rows: number])[];
  /** By key. */
  readonly pages: readonly PageStatistics[];
  /**
   * For merging: `pages` divided into rows that were answered with 2xx or 5xx and others. Each part has a limit of
   * its own, so that no scanner that asks for thousands of pages that do not exist can displace those that do.
   */
  readonly pageParts: { readonly answered: readonly PageStatistics[]; readonly others: readonly PageStatistics[] };
  /** By address. */
  readonly clients: readonly ClientStatistics[];
  /** By name. */
  readonly builds: readonly BuildStatistics[];
  readonly servers: readonly (readonly [name: string, rows: number])[];
  /** Rows whose page, client, build or server is not listed because there were too many of them. */
  readonly dropped: {
    readonly pages: number;
    readonly clients: number;
    readonly builds: number;
    readonly servers: number;
  };
}

export const EMPTY_STATISTICS: LogStatistics = {
  lines: 0,
  records: 0,
  unreadable: 0,
  untimed: 0,
  hours: [],
  pages: [],
  pageParts: { answered: [], others: [] },
  clients: [],
  builds: [],
  servers: [],
  dropped: { pages: 0, clients: 0, builds: 0, servers: 0 },
};
