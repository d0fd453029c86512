import type { EvidenceEvent, Problem } from '@allclear/model';
import type { LogTable } from './table.js';

/** Kinds of logs that are read line by line. */
export const LOG_ARTIFACTS = [
  'iis-log',
  'httperr-log',
  'exchange-csv',
  'oab-generator',
  'event-log-json',
  'text-log',
] as const;
export type LogArtifact = (typeof LOG_ARTIFACTS)[number];

export type LinePlace = { readonly line?: number; readonly offset?: number };

/**
 * Reads one log file line by line. Never throws: what does not fit is counted in `problems`.
 * Lines come without their line end; a carriage return left at the end does no harm.
 */
export interface LogParser {
  /** Undefined until a header (or a headerless row of known shape) is seen; always so for text and JSON logs. */
  readonly table: LogTable | undefined;
  /** A header or comment line ('#…', or the plain CSV header row); may establish a new table. */
  header(bytes: Uint8Array, start: number, end: number): void;
  /** The record on this line; its bytes are copied, fields are decoded on demand. Undefined when it does not fit. */
  record(bytes: Uint8Array, start: number, end: number, place: LinePlace): EvidenceEvent | undefined;
  /** One entry a problem code, without the file. */
  readonly problems: readonly Problem[];
}

/** What the caller knows about the file besides its content. */
export interface LogFallback {
  /** `YYYY-MM-DD` for records that tell only the time of day, e.g. from the file name. */
  readonly date?: string;
}
