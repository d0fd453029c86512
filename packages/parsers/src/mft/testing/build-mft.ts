/** Writes FILE records as Windows does: for tests and for the lab. */
import { ATTRIBUTE_LIST, DATA, FILE_NAME, type FileReference, INDEX_ROOT, STANDARD_INFORMATION } from '../record.js';

const EPOCH_TICKS = 116_444_736_000_000_000n;
const USA_AT = 48;
const STRIDE = 512;
const NON_RESIDENT = 64;
const FOLDER_FLAG = 0x1000_0000;
const ARCHIVE_FLAG = 0x20;

/** Milliseconds since 1970 UTC to ticks; `rest` are ticks of 100 ns beyond them. */
export const msToTicks = (ms: number, rest = 0): bigint =>
  BigInt(Math.floor(ms)) * 10_000n + EPOCH_TICKS + BigInt(rest);

export interface WrittenTimes {
  readonly created: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
  readonly accessed: bigint;
}

export interface WrittenName {
  readonly name: string;
  /** 0 POSIX, 1 Win32, 2 DOS, 3 both (default). */
  readonly space?: number;
  readonly parent: FileReference;
  /** Default: those of the standard information. */
  readonly times?: WrittenTimes;
}

export interface WrittenStream {
  readonly name?: string;
  /** Lies in the record. */
  readonly content?: Uint8Array;
  /** Lies elsewhere: bytes, and the runs of clusters where they are told. */
  readonly size?: number;
  readonly runs?: readonly { readonly start: number | undefined; readonly clusters: number }[];
  readonly firstCluster?: number;
}

export interface WrittenRecord {
  readonly number: number;
  /** Of a deleted record: the number after deletion, one more than references to it say. */
  readonly sequence: number;
  readonly inUse?: boolean;
  readonly directory?: boolean;
  readonly base?: FileReference;
  readonly standard?: WrittenTimes & { readonly usn?: number; readonly flags?: number };
  readonly names?: readonly WrittenName[];
  readonly streams?: readonly WrittenStream[];
  /** Further attributes, resident, between names and streams. */
  readonly attributes?: readonly { readonly type: number; readonly content: Uint8Array }[];
  /** References of a list of attributes. */
  readonly list?: readonly { readonly type: number; readonly reference: FileReference }[];
}

/** The record fits `size` bytes, or a RangeError is thrown. */
export function buildRecord(spec: WrittenRecord, size = 1024): Uint8Array {
  const record = new RecordWriter(size);
  record.write(spec);
  return record.bytes;
}

/** Writes record after record into one buffer; for tables of any length. */
export class RecordWriter {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #attribute = 0;

  constructor(readonly size = 1024) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  write(spec: WrittenRecord): Uint8Array {
    const view = this.#view;
    const pieces = this.size / STRIDE;
    this.bytes.fill(0);
    this.#attribute = 0;
    view.setUint32(0, 0x454c4946, true);
    view.setUint16(4, USA_AT, true);
    view.setUint16(6, pieces + 1, true);
    view.setUint16(16, spec.sequence, true);
    view.setUint16(18, spec.inUse === false ? 0 : Math.max(1, spec.names?.length ?? 1), true);
    this.#at = (USA_AT + 2 * (pieces + 1) + 7) & ~7;
    view.setUint16(20, this.#at, true);
    view.setUint16(22, (spec.inUse === false ? 0 : 1) | (spec.directory ? 2 : 0), true);
    view.setUint32(28, this.size, true);
    if (spec.base) this.#reference(32, spec.base);
    view.setUint32(44, spec.number, true);
    this.#attributes(spec);
    this.#room(8);
    view.setUint32(this.#at, 0xffffffff, true);
    view.setUint16(40, this.#attribute, true);
    view.setUint32(24, this.#at + 8, true);
    this.#protect(pieces, (spec.number % 0xfffe) + 1);
    return this.bytes;
  }

  #attributes(spec: WrittenRecord): void {
    const { standard } = spec;
    if (standard)
      this.#resident(STANDARD_INFORMATION, '', 72, (at) => {
        this.#times(at, standard);
        this.#view.setUint32(at + 32, standard.flags ?? ARCHIVE_FLAG, true);
        this.#number64(at + 64, standard.usn ?? 0);
      });
    if (spec.list) this.#list(spec.list);
    for (const name of spec.names ?? []) this.#name(name, spec);
    for (const { type, content } of spec.attributes ?? [])
      this.#resident(type, '', content.length, (at) => this.bytes.set(content, at));
    for (const stream of spec.streams ?? []) this.#stream(stream);
    if (spec.directory && spec.base === undefined) this.#emptyIndex();
  }

  #name(name: WrittenName, spec: WrittenRecord): void {
    const times = name.times ?? spec.standard ?? { created: 0n, modified: 0n, changed: 0n, accessed: 0n };
    const main = spec.streams?.find((stream) => (stream.name ?? '') === '');
    const size = main?.content?.length ?? main?.size ?? 0;
    this.#resident(FILE_NAME, '', 66 + 2 * name.name.length, (at) => {
      this.#reference(at, name.parent);
      this.#times(at + 8, times);
      this.#number64(at + 40, Math.ceil(size / 8) * 8);
      this.#number64(at + 48, size);
      this.#view.setUint32(at + 56, spec.directory ? FOLDER_FLAG : ARCHIVE_FLAG, true);
      this.bytes[at + 64] = name.name.length;
      this.bytes[at + 65] = name.space ?? 3;
      this.#text(at + 66, name.name);
    });
  }

  #stream(stream: WrittenStream): void {
    const name = stream.name ?? '';
    const { content } = stream;
    if (content) {
      this.#resident(DATA, name, content.length, (at) => this.bytes.set(content, at));
      return;
    }
    const size = stream.size ?? 0;
    const runs = encodeRuns(stream.runs ?? [{ start: 1000, clusters: Math.max(1, Math.ceil(size / 4096)) }]);
    const clusters = (stream.runs ?? []).reduce((sum, run) => sum + run.clusters, 0) || Math.ceil(size / 4096);
    const nameAt = NON_RESIDENT;
    const runsAt = (nameAt + 2 * name.length + 7) & ~7;
    const length = (runsAt + runs.length + 7) & ~7;
    this.#room(length);
    const at = this.#header(DATA, length, name, nameAt);
    this.bytes[at + 8] = 1;
    const first = stream.firstCluster ?? 0;
    this.#number64(at + 16, first);
    this.#number64(at + 24, first + Math.max(1, clusters) - 1);
    this.#view.setUint16(at + 32, runsAt, true);
    this.#number64(at + 40, clusters * 4096);
    this.#number64(at + 48, size);
    this.#number64(at + 56, size);
    this.bytes.set(runs, at + runsAt);
    this.#at += length;
  }

  #list(entries: NonNullable<WrittenRecord['list']>): void {
    this.#resident(ATTRIBUTE_LIST, '', 32 * entries.length, (at) => {
      for (const [i, entry] of entries.entries()) {
        const own = at + 32 * i;
        this.#view.setUint32(own, entry.type, true);
        this.#view.setUint16(own + 4, 32, true);
        this.bytes[own + 7] = 26;
        this.#reference(own + 16, entry.reference);
      }
    });
  }

  /** Index of names with nothing in it but its end. */
  #emptyIndex(): void {
    this.#resident(INDEX_ROOT, '$I30', 48, (at) => {
      const view = this.#view;
      view.setUint32(at, FILE_NAME, true);
      view.setUint32(at + 4, 1, true);
      view.setUint32(at + 8, 4096, true);
      this.bytes[at + 12] = 1;
      view.setUint32(at + 16, 16, true);
      view.setUint32(at + 20, 32, true);
      view.setUint32(at + 24, 32, true);
      view.setUint16(at + 40, 16, true);
      view.setUint16(at + 44, 2, true);
    });
  }

  #resident(type: number, name: string, length: number, fill: (at: number) => void): void {
    const contentAt = (24 + 2 * name.length + 7) & ~7;
    const whole = (contentAt + length + 7) & ~7;
    this.#room(whole);
    const at = this.#header(type, whole, name, 24);
    this.#view.setUint32(at + 16, length, true);
    this.#view.setUint16(at + 20, contentAt, true);
    if (type === FILE_NAME) this.bytes[at + 22] = 1;
    fill(at + contentAt);
    this.#at += whole;
  }

  #header(type: number, length: number, name: string, nameAt: number): number {
    const at = this.#at;
    this.#view.setUint32(at, type, true);
    this.#view.setUint32(at + 4, length, true);
    this.bytes[at + 9] = name.length;
    this.#view.setUint16(at + 10, nameAt, true);
    this.#view.setUint16(at + 14, this.#attribute++, true);
    this.#text(at + nameAt, name);
    return at;
  }

  #room(length: number): void {
    if (this.#at + length + 8 > this.size) throw new RangeError('the record has no room for its attributes');
  }

  #times(at: number, times: WrittenTimes): void {
    this.#view.setBigUint64(at, times.created, true);
    this.#view.setBigUint64(at + 8, times.modified, true);
    this.#view.setBigUint64(at + 16, times.changed, true);
    this.#view.setBigUint64(at + 24, times.accessed, true);
  }

  #reference(at: number, reference: FileReference): void {
    this.#view.setUint32(at, reference.number % 2 ** 32, true);
    this.#view.setUint16(at + 4, Math.floor(reference.number / 2 ** 32), true);
    this.#view.setUint16(at + 6, reference.sequence, true);
  }

  #number64(at: number, value: number): void {
    this.#view.setUint32(at, value % 2 ** 32, true);
    this.#view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
  }

  #text(at: number, text: string): void {
    for (let i = 0; i < text.length; i++) this.#view.setUint16(at + 2 * i, text.charCodeAt(i), true);
  }

  /** Each piece's last two bytes are kept aside and replaced by a number: a torn record shows. */
  #protect(pieces: number, mark: number): void {
    const view = this.#view;
    view.setUint16(USA_AT, mark, true);
    for (let piece = 1; piece <= pieces; piece++) {
      const end = piece * STRIDE - 2;
      view.setUint16(USA_AT + 2 * piece, view.getUint16(end, true), true);
      view.setUint16(end, mark, true);
    }
  }
}

function encodeRuns(runs: NonNullable<WrittenStream['runs']>): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (const run of runs) {
    const length = signedBytes(run.clusters);
    const start = run.start === undefined ? [] : signedBytes(run.start - before);
    bytes.push((start.length << 4) | length.length, ...length, ...start);
    before = run.start ?? before;
  }
  return Uint8Array.from([...bytes, 0]);
}

function signedBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(((rest % 256) + 256) % 256);
    rest = Math.floor(rest / 256);
  } while (!(rest === 0 && (bytes.at(-1) ?? 0) < 128) && !(rest === -1 && (bytes.at(-1) ?? 0) >= 128));
  return bytes;
}
