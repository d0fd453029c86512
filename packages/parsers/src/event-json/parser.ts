import type { EvidenceEvent, Problem } from '@allclear/model';
import { MAX_LINE_BYTES } from '../log/limits.js';
import type { LinePlace, LogParser } from '../log/parser.js';
import { ProblemTally } from '../log/tally.js';
import { LineDecoder } from '../text-log/line-decoder.js';
import { exportedEvent } from './event.js';
import { isObject } from './json.js';

/**
 * Reads exported Windows events, one JSON object a line. Lines of an array (`[`, `{…},`, `]`) are accepted.
 * JSON escapes (`\u003c`, `\\`) hide text from a search over raw bytes: rules must see every record.
 */
export class EventJsonParser implements LogParser {
  readonly table = undefined;
  readonly #tally = new ProblemTally();
  readonly #decoder = new LineDecoder();

  get problems(): readonly Problem[] {
    return this.#tally.list();
  }

  /** JSON lines have no header. */
  header(): void {}

  record(bytes: Uint8Array, start: number, end: number, place: LinePlace): EvidenceEvent | undefined {
    if (end - start > MAX_LINE_BYTES) {
      // A cut object is no JSON any more: the line is lost, and both problems say so.
      this.#tally.add('ALC-P002', 'an event of more than 1 MiB', place);
      this.#tally.add('ALC-P001', 'an event of more than 1 MiB (skipped)', place);
      return undefined;
    }
    const line = this.#decoder
      .decode(bytes, start, end)
      .trim()
      .replace(/^\[(?=\s*\{)/, '')
      .replace(/(?<=\})[\],\s]+$/, '');
    if (line === '' || line === '[' || line === ']' || line === ',') return undefined;
    const object = this.#parse(line);
    if (object === undefined) {
      this.#tally.add('ALC-P001', 'no JSON object (skipped)', place);
      return undefined;
    }
    const event = exportedEvent(object, place, this.#tally);
    if (event === undefined) this.#tally.add('ALC-P001', 'a JSON object that is no Windows event (skipped)', place);
    return event;
  }

  #parse(line: string): Readonly<Record<string, unknown>> | undefined {
    try {
      const value: unknown = JSON.parse(line);
      return isObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}
