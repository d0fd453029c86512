import type { Problem } from '@allclear/model';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import type { ZipMember } from './source/zip/member.js';

export interface OpenOptions {
  /** For encrypted zip and 7z archives. */
  readonly password?: string;
  readonly limits?: Partial<Limits>;
}

export interface ReadResult {
  /** Bytes handed to the sink. */
  readonly bytes: number;
  readonly problems: Problem[];
  /** The whole content was handed over and passed its checksum where there is one; false also when the sink stopped. */
  readonly complete: boolean;
}

export interface EvidenceFile {
  /** '/'-separated, below what was given; equal for a folder, a zip and a tar of equal content. */
  readonly path: string;
  /** Unpacked bytes as the container declares them (they may lie); undefined where it does not say. */
  readonly size: number | undefined;
  /** Last change, milliseconds since 1970 UTC (DOS times of zip members are taken as UTC). */
  readonly modified: number | undefined;
  /**
   * Pushes the content in order; a chunk is valid only during the call; return false to stop.
   * Never throws for bad evidence: problems come in the result. Once per file of a 'stream' unit.
   */
  read(sink: (chunk: Uint8Array) => boolean | undefined | undefined): Promise<ReadResult>;
}

/** Where bytes are: a file on disk, or a zip member inside such bytes. */
export type ByteLocator =
  | { readonly at: 'file'; readonly file: string }
  | { readonly at: 'zip-member'; readonly within: ByteLocator; readonly member: ZipMember };

/** How the bytes are to be read: as one file (`plain`, `gzip`), or as a sequence of files. */
export type UnitForm = 'plain' | 'gzip' | 'tar' | 'tar-gzip' | 'zip-sequence' | 'seven-zip';

/** JSON: lets any thread open the unit again without listing the container a second time. */
export interface UnitLocator {
  readonly form: UnitForm;
  /** Path of the file, or the prefix of the stream's members. */
  readonly path: string;
  /** Name that problems of the container itself are reported under (streams only). */
  readonly container: string;
  readonly source: ByteLocator;
  readonly size: number | undefined;
  readonly modified: number | undefined;
  /** Archives around this one that count for the nesting limit. */
  readonly nesting: number;
}

/** The work one worker takes at a time. */
export interface EvidenceUnit {
  readonly path: string;
  /** Unpacked bytes; for compressed streams an estimate, for progress and for sharing out work. */
  readonly bytes: number;
  readonly kind: 'file' | 'stream';
  readonly locator: UnitLocator;
}

export interface UnitList {
  readonly units: EvidenceUnit[];
  readonly problems: Problem[];
  readonly totalBytes: number;
}

/** What every reader inside this package is given. */
export interface ReadContext {
  readonly limits: Limits;
  readonly password: string | undefined;
  /** Takes what is wrong but does not end the reading; the file's path is added later. */
  note(code: Problem['code'], detail: string): void;
}

export function contextOf(options: OpenOptions, note: ReadContext['note']): ReadContext {
  const password = options.password === '' ? undefined : options.password;
  return { limits: { ...DEFAULT_LIMITS, ...options.limits }, password, note };
}
