/**
 * Writes registry hives (regf 1.3 and 1.5) as Windows lays them out: for tests and for the lab.
 * Source: "Windows NT Registry File (REGF) format", libregf documentation; "Windows registry file format specification", M. Suhanov.
 */
import { baseBlockChecksum } from '../header.js';
import { REG_BINARY, REG_DWORD, REG_EXPAND_SZ, REG_MULTI_SZ, REG_QWORD, REG_SZ } from '../key.js';

export interface ValueSketch {
  /** Empty for the default value. */
  readonly name: string;
  readonly type: number;
  readonly data: Uint8Array;
}

export interface KeySketch {
  readonly name: string;
  /** Milliseconds since 1970 UTC; default: that of the key above. */
  readonly lastWritten?: number;
  readonly className?: string;
  readonly values?: readonly ValueSketch[];
  readonly keys?: readonly KeySketch[];
}

export interface HiveSketch {
  readonly root: KeySketch;
  /** End of the path under which Windows opened it, e.g. `SYSTEM`. */
  readonly fileName?: string;
  readonly lastWritten?: number;
  /** Kind of the lists of subkeys; default `lh`. `ri`: lists of `lh` lists with at most two keys each. */
  readonly lists?: 'lf' | 'lh' | 'li' | 'ri';
  readonly minor?: 3 | 5;
  readonly sequences?: readonly [primary: number, secondary: number];
}

const utf16 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i) & 0xff;
    bytes[2 * i + 1] = text.charCodeAt(i) >> 8;
  }
  return bytes;
};
const number = (size: 4 | 8, value: number | bigint): Uint8Array => {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 4) view.setUint32(0, Number(value), true);
  else view.setBigUint64(0, BigInt(value), true);
  return bytes;
};

export const szValue = (name: string, text: string): ValueSketch => ({ name, type: REG_SZ, data: utf16(`${text}\0`) });
export const expandValue = (name: string, text: string): ValueSketch => ({
  name,
  type: REG_EXPAND_SZ,
  data: utf16(`${text}\0`),
});
export const multiValue = (name: string, texts: readonly string[]): ValueSketch => ({
  name,
  type: REG_MULTI_SZ,
  data: utf16(`${texts.map((text) => `${text}\0`).join('')}\0`),
});
export const dwordValue = (name: string, value: number): ValueSketch => ({
  name,
  type: REG_DWORD,
  data: number(4, value),
});
export const qwordValue = (name: string, value: bigint): ValueSketch => ({
  name,
  type: REG_QWORD,
  data: number(8, value),
});
export const binaryValue = (name: string, data: Uint8Array): ValueSketch => ({ name, type: REG_BINARY, data });

/** FILETIME of milliseconds since 1970 UTC. */
export function fileTimeBytes(ms: number): Uint8Array {
  return number(8, (BigInt(Math.floor(ms)) + 11_644_473_600_000n) * 10_000n);
}

const BASE = 4096;
const BIN = 4096;
const BIN_HEADER = 32;
const NONE = 0xffffffff;
const SEGMENT = 16_344;

/** The hive's bytes; equal sketches give equal bytes. */
export function buildHive(sketch: HiveSketch): Uint8Array {
  return new HiveWriter(sketch).finish();
}

class HiveWriter {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  /** All offsets count from the first bin. */
  #binEnd = 0;
  #at = 0;
  readonly #minor: number;
  readonly #time: number;
  #security = NONE;
  #keys = 0;

  constructor(private readonly sketch: HiveSketch) {
    this.#minor = sketch.minor ?? 5;
    this.#time = sketch.lastWritten ?? sketch.root.lastWritten ?? Date.UTC(2021, 0, 1);
  }

  finish(): Uint8Array {
    this.#security = this.#securityCell();
    const root = this.#key(this.sketch.root, NONE, this.#time, true);
    this.#view.setUint32(this.#security + 4 + 12, this.#keys, true);
    this.#closeBin();
    const whole = new Uint8Array(BASE + this.#binEnd);
    whole.set(this.#bytes.subarray(0, this.#binEnd), BASE);
    this.#baseBlock(new DataView(whole.buffer), whole, root);
    return whole;
  }

  #baseBlock(view: DataView, whole: Uint8Array, root: number): void {
    whole.set([0x72, 0x65, 0x67, 0x66]);
    const [primary, secondary] = this.sketch.sequences ?? [1, 1];
    view.setUint32(4, primary, true);
    view.setUint32(8, secondary, true);
    whole.set(fileTimeBytes(this.#time), 12);
    view.setUint32(20, 1, true);
    view.setUint32(24, this.#minor, true);
    view.setUint32(32, 1, true);
    view.setUint32(36, root, true);
    view.setUint32(40, this.#binEnd, true);
    view.setUint32(44, 1, true);
    whole.set(utf16((this.sketch.fileName ?? '').slice(-31)), 48);
    view.setUint32(508, baseBlockChecksum(view), true);
  }

  #allocate(content: number): number {
    const size = Math.ceil((content + 4) / 8) * 8;
    if (this.#at + size > this.#binEnd) this.#openBin(size);
    const offset = this.#at;
    this.#view.setInt32(offset, -size, true);
    this.#at += size;
    return offset;
  }

  #openBin(cell: number): void {
    this.#closeBin();
    const size = Math.ceil((cell + BIN_HEADER) / BIN) * BIN;
    while (this.#binEnd + size > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    const start = this.#binEnd;
    this.#bytes.set([0x68, 0x62, 0x69, 0x6e], start);
    this.#view.setUint32(start + 4, start, true);
    this.#view.setUint32(start + 8, size, true);
    if (start === 0) this.#bytes.set(fileTimeBytes(this.#time), start + 20);
    this.#at = start + BIN_HEADER;
    this.#binEnd = start + size;
  }

  /** The rest of a bin is one free cell. */
  #closeBin(): void {
    if (this.#at < this.#binEnd) this.#view.setInt32(this.#at, this.#binEnd - this.#at, true);
    this.#at = this.#binEnd;
  }

  /** Owner and group: the administrators; everybody may read, the system may all. One for all keys. */
  #securityCell(): number {
    const admins = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];
    const system = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
    const ace = [0, 2, 20, 0, 0x3f, 0, 0x0f, 0, ...system];
    const acl = [2, 0, 8 + ace.length, 0, 1, 0, 0, 0, ...ace];
    const descriptor = [1, 0, 4, 0x80, 20 + acl.length, 0, 0, 0, 36 + acl.length, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0];
    const bytes = Uint8Array.from([...descriptor, ...acl, ...admins, ...admins]);
    const cell = this.#allocate(20 + bytes.length);
    const at = cell + 4;
    this.#bytes.set([0x73, 0x6b], at);
    this.#view.setUint32(at + 4, cell, true);
    this.#view.setUint32(at + 8, cell, true);
    this.#view.setUint32(at + 16, bytes.length, true);
    this.#bytes.set(bytes, at + 20);
    return cell;
  }

  #key(key: KeySketch, parent: number, above: number, isRoot = false): number {
    this.#keys++;
    const time = key.lastWritten ?? above;
    const name = nameBytes(key.name);
    const cell = this.#allocate(76 + name.bytes.length);
    const values = key.values ?? [];
    const keys = [...(key.keys ?? [])].sort((a, b) => (upper(a.name) < upper(b.name) ? -1 : 1));
    const children = keys.map((child) => this.#key(child, cell, time));
    const list =
      children.length === 0
        ? NONE
        : this.#subkeys(
            keys.map((k) => k.name),
            children,
          );
    const valueList = values.length === 0 ? NONE : this.#values(values);
    const className = utf16(key.className ?? '');
    const classCell = className.length === 0 ? NONE : this.#blob(className);
    const at = cell + 4;
    const view = this.#view;
    this.#bytes.set([0x6e, 0x6b], at);
    view.setUint16(at + 2, (name.compressed ? 0x20 : 0) | (isRoot ? 0x0c : 0), true);
    this.#bytes.set(fileTimeBytes(time), at + 4);
    view.setUint32(at + 16, parent === NONE ? 0 : parent, true);
    view.setUint32(at + 20, children.length, true);
    view.setUint32(at + 28, list, true);
    view.setUint32(at + 32, NONE, true);
    view.setUint32(at + 36, values.length, true);
    view.setUint32(at + 40, valueList, true);
    view.setUint32(at + 44, this.#security, true);
    view.setUint32(at + 48, classCell, true);
    view.setUint32(at + 52, longest(keys.map((k) => 2 * k.name.length)), true);
    view.setUint32(at + 60, longest(values.map((v) => 2 * v.name.length)), true);
    view.setUint32(at + 64, longest(values.map((v) => v.data.length)), true);
    view.setUint16(at + 72, name.bytes.length, true);
    view.setUint16(at + 74, className.length, true);
    this.#bytes.set(name.bytes, at + 76);
    return cell;
  }

  #subkeys(names: readonly string[], offsets: readonly number[]): number {
    const kind = this.sketch.lists ?? 'lh';
    if (kind !== 'ri') return this.#list(kind, names, offsets);
    const lists: number[] = [];
    for (let i = 0; i < offsets.length; i += 2)
      lists.push(this.#list('lh', names.slice(i, i + 2), offsets.slice(i, i + 2)));
    return this.#list('ri', [], lists);
  }

  #list(kind: 'lf' | 'lh' | 'li' | 'ri', names: readonly string[], offsets: readonly number[]): number {
    const step = kind === 'lf' || kind === 'lh' ? 8 : 4;
    const cell = this.#allocate(4 + step * offsets.length);
    const at = cell + 4;
    this.#bytes.set([kind.charCodeAt(0), kind.charCodeAt(1)], at);
    this.#view.setUint16(at + 2, offsets.length, true);
    for (const [i, offset] of offsets.entries()) {
      this.#view.setUint32(at + 4 + step * i, offset, true);
      const name = names[i] ?? '';
      if (kind === 'lh') this.#view.setUint32(at + 8 + step * i, hash(name), true);
      if (kind === 'lf') for (let c = 0; c < 4; c++) this.#bytes[at + 8 + step * i + c] = name.charCodeAt(c) & 0xff;
    }
    return cell;
  }

  #values(values: readonly ValueSketch[]): number {
    const cells = values.map((value) => this.#value(value));
    const list = this.#allocate(4 * cells.length);
    for (const [i, cell] of cells.entries()) this.#view.setUint32(list + 4 + 4 * i, cell, true);
    return list;
  }

  #value(value: ValueSketch): number {
    const name = nameBytes(value.name);
    const { data } = value;
    const inline = data.length <= 4;
    const dataCell = inline ? 0 : this.#data(data);
    const cell = this.#allocate(20 + name.bytes.length);
    const at = cell + 4;
    this.#bytes.set([0x76, 0x6b], at);
    this.#view.setUint16(at + 2, name.bytes.length, true);
    this.#view.setUint32(at + 4, (data.length | (inline ? 0x80000000 : 0)) >>> 0, true);
    if (inline) this.#bytes.set(data, at + 8);
    else this.#view.setUint32(at + 8, dataCell, true);
    this.#view.setUint32(at + 12, value.type, true);
    this.#view.setUint16(at + 16, name.compressed ? 1 : 0, true);
    this.#bytes.set(name.bytes, at + 20);
    return cell;
  }

  #data(data: Uint8Array): number {
    if (data.length <= SEGMENT || this.#minor < 4) return this.#blob(data);
    const segments: number[] = [];
    for (let i = 0; i < data.length; i += SEGMENT) segments.push(this.#blob(data.subarray(i, i + SEGMENT), 4));
    const list = this.#allocate(4 * segments.length);
    for (const [i, segment] of segments.entries()) this.#view.setUint32(list + 4 + 4 * i, segment, true);
    const cell = this.#allocate(12);
    this.#bytes.set([0x64, 0x62], cell + 4);
    this.#view.setUint16(cell + 6, segments.length, true);
    this.#view.setUint32(cell + 8, list, true);
    return cell;
  }

  #blob(data: Uint8Array, spare = 0): number {
    const cell = this.#allocate(data.length + spare);
    this.#bytes.set(data, cell + 4);
    return cell;
  }
}

const upper = (name: string): string => name.toUpperCase();
const longest = (lengths: readonly number[]): number => lengths.reduce((a, b) => Math.max(a, b), 0);

function hash(name: string): number {
  let sum = 0;
  for (const unit of upper(name)) sum = (Math.imul(sum, 37) + (unit.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}

/** One byte a character where all of them fit, as Windows does. */
function nameBytes(name: string): { readonly bytes: Uint8Array; readonly compressed: boolean } {
  const compressed = [...name].every((character) => (character.codePointAt(0) ?? 0) < 256);
  return { compressed, bytes: compressed ? Uint8Array.from(name, (c) => c.charCodeAt(0)) : utf16(name) };
}
