/** Statistics of logs without columns (exported events, free text): counted record by record. */
import type { EvidenceEvent } from '@allclear/model';
import { EMPTY_STATISTICS, type LogStatistics } from '@allclear/parsers';

const HOUR = 3_600_000;
/** Hours since 1970 that a log may tell; anything else is damage. */
const PLAUSIBLE = [20 * 8766, 140 * 8766] as const;
const MAX_HOURS = 200_000;
const MAX_SERVERS = 200;
const MAX_SOURCES = 500;

export class RecordStatistics {
  #lines = 0;
  #records = 0;
  #unreadable = 0;
  #untimed = 0;
  #first: number | undefined;
  #last: number | undefined;
  readonly #hours = new Map<number, number>();
  readonly #servers = new Map<string, number>();
  readonly #sources = new Set<string>();

  /** One line that is neither blank nor a header; undefined: it could not be read. */
  add(event: EvidenceEvent | undefined): void {
    this.#lines++;
    if (event === undefined) {
      this.#unreadable++;
      return;
    }
    this.#records++;
    const { product, service, category } = event.logSource;
    if (product === 'windows' && this.#sources.size < MAX_SOURCES) {
      if (service !== undefined) this.#sources.add(service);
      if (category !== undefined) this.#sources.add(category);
    }
    const { time } = event;
    const hour = time === undefined ? -1 : Math.floor(time / HOUR);
    if (time === undefined || hour < PLAUSIBLE[0] || hour > PLAUSIBLE[1]) {
      this.#untimed++;
      return;
    }
    if (this.#first === undefined || time < this.#first) this.#first = time;
    if (this.#last === undefined || time > this.#last) this.#last = time;
    if (this.#hours.has(hour) || this.#hours.size < MAX_HOURS) this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + 1);
    const server = event.get('Computer');
    if (server !== undefined && (this.#servers.has(server) || this.#servers.size < MAX_SERVERS)) {
      this.#servers.set(server, (this.#servers.get(server) ?? 0) + 1);
    }
  }

  /** Services (event logs) and categories that records came from. */
  get sources(): string[] {
    return [...this.#sources].sort();
  }

  finish(): LogStatistics {
    return {
      ...EMPTY_STATISTICS,
      lines: this.#lines,
      records: this.#records,
      unreadable: this.#unreadable,
      untimed: this.#untimed,
      ...(this.#first === undefined ? {} : { first: this.#first }),
      ...(this.#last === undefined ? {} : { last: this.#last }),
      hours: [...this.#hours].sort((a, b) => a[0] - b[0]),
      servers: [...this.#servers].sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    };
  }
}
