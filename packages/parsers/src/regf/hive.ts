/**
 * Registry hives (regf): keys and values in use, and what is left of deleted ones.
 * Sources: "Windows NT Registry File (REGF) format", libregf documentation; "Windows registry file format specification", M. Suhanov.
 */
import type { Problem } from '@allclear/model';
import { ProblemTally } from '../log/tally.js';
import { type Cell, Cells } from './cells.js';
import { BASE_BLOCK, type BaseBlock, readBaseBlock } from './header.js';
import type { RegistryKey, RegistryValue } from './key.js';
import { DATA_A_BYTE, LEAST_SIZE, MAX_DEPTH, MAX_NAME_BYTES, MAX_PATH, REFERENCES_A_CELL } from './limits.js';
import {
  type KeyNode,
  readClassName,
  readKeyNode,
  readValueData,
  readValueNode,
  subkeyOffsets,
  type ValueNode,
} from './records.js';
import { Recovery } from './recover.js';
import { isDirty, replayLogs } from './transaction-log.js';

export interface HiveOptions {
  /** Contents of the transaction logs beside the hive, in any order. */
  readonly logs?: readonly Uint8Array[];
}

/** Smallest cell that a key, a value or a list takes. */
const LEAST_CELL = 16;

/** A hive, or a fragment of one. Total: what is damaged becomes a problem, and what can be read is read. */
export class Hive {
  readonly header: BaseBlock | undefined;
  readonly root: HiveKey | undefined;
  /** Entries of transaction logs that were applied. */
  readonly replayed: number;
  /** Changes are missing: Windows had not finished writing, and no log told the rest. */
  readonly unfinished: boolean;
  readonly bytes: Uint8Array;
  /** @internal */
  readonly cells: Cells;
  readonly #tally = new ProblemTally();
  readonly #logProblems: readonly Problem[];
  #references: number;
  #data: number;
  #recovery: Recovery | undefined;

  private constructor(bytes: Uint8Array, options: HiveOptions) {
    const replay = replayLogs(bytes, options.logs ?? []);
    this.bytes = replay.bytes;
    this.replayed = replay.entries;
    this.#logProblems = replay.problems;
    this.header = readBaseBlock(this.bytes);
    const declared = this.header?.binsSize ?? 0;
    // A fragment begins with a bin; a header whose size is damaged is not believed.
    const start = this.header ? BASE_BLOCK : 0;
    const rest = Math.max(0, this.bytes.length - start);
    this.cells = new Cells(this.bytes, start, declared > 0 && declared <= rest ? declared : rest);
    if (declared > rest) this.damage('the file ends before its last bin', start + rest);
    const size = Math.max(this.bytes.length, LEAST_SIZE);
    this.#references = Math.ceil(size / LEAST_CELL) * REFERENCES_A_CELL;
    this.#data = size * DATA_A_BYTE;
    const dirty = this.header !== undefined && isDirty(this.header);
    this.unfinished = replay.entries === 0 && dirty;
    this.root = this.#findRoot();
    if (this.root === undefined && this.header) this.damage('the root key is not there', this.header.root + start);
  }

  /** Undefined where the bytes are neither a hive nor a fragment of one (they begin with no `regf` and no `hbin`). */
  static open(bytes: Uint8Array, options: HiveOptions = {}): Hive | undefined {
    const mark = String.fromCharCode(...bytes.subarray(0, 4));
    return mark === 'regf' || mark === 'hbin' ? new Hive(bytes, options) : undefined;
  }

  get problems(): readonly Problem[] {
    return [...this.#logProblems, ...this.#tally.list()];
  }

  /** Keys in use from the root down, each once; parents before their subkeys. */
  *keys(): Generator<HiveKey> {
    if (this.root) yield* this.#walk(this.root);
  }

  /** What is left of deleted keys and values. Found on first use: takes a pass over the whole hive. */
  get recovered(): Recovery {
    this.#recovery ??= new Recovery(this);
    return this.#recovery;
  }

  *#walk(root: HiveKey): Generator<HiveKey> {
    const seen = new OffsetSet(this.bytes.length);
    const open: Iterator<HiveKey>[] = [];
    seen.add(root.offset);
    yield root;
    open.push(root.subkeys()[Symbol.iterator]());
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const { value, done } = top.next();
      if (done) open.pop();
      else if (!seen.add(value.offset)) this.damage('a key stands in two places', value.offset);
      else {
        yield value;
        if (open.length < MAX_DEPTH) open.push(value.subkeys()[Symbol.iterator]());
        else this.damage('keys inside keys beyond the limit', value.offset);
      }
    }
  }

  #findRoot(): HiveKey | undefined {
    if (this.header) {
      const root = this.node(this.header.root);
      if (root) return new HiveKey(this, root, '', false);
    }
    for (const { offset } of this.cells.all()) {
      const node = this.node(offset);
      if (node?.isRoot) return new HiveKey(this, node, '', false);
    }
    return undefined;
  }

  /** @internal */
  node(offset: number): KeyNode | undefined {
    const cell = this.cells.at(offset);
    return cell && readKeyNode(this.cells, offset, cell);
  }

  /** @internal True where one more reference may be followed. */
  spend(): boolean {
    if (this.#references > 0) {
      this.#references--;
      return true;
    }
    this.damage('more references than a hive of this size has', undefined);
    return false;
  }

  /** @internal */
  spendData(bytes: number): boolean {
    this.#data -= bytes;
    if (this.#data >= 0) return true;
    this.damage('more data than a hive of this size has', undefined);
    return false;
  }

  /** @internal */
  damage(kind: string, offset: number | undefined): void {
    this.#tally.add('ALC-P006', kind, offset === undefined ? {} : { offset });
  }
}

/** Offsets of cells (multiples of eight) as bits. */
export class OffsetSet {
  readonly #bits: Uint8Array;
  constructor(bytes: number) {
    this.#bits = new Uint8Array((bytes >> 6) + 2);
  }
  has(offset: number): boolean {
    return ((this.#bits[offset >> 6] ?? 0) & (1 << ((offset >> 3) & 7))) !== 0;
  }
  /** False where it was there before. */
  add(offset: number): boolean {
    if (this.has(offset)) return false;
    const at = offset >> 6;
    if (at < this.#bits.length) this.#bits[at] = (this.#bits[at] ?? 0) | (1 << ((offset >> 3) & 7));
    return true;
  }
}

const sameName = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase();

/** A key of a hive; what it holds is read when asked for. */
export class HiveKey implements RegistryKey {
  constructor(
    private readonly hive: Hive,
    private readonly node: KeyNode,
    readonly path: string,
    readonly recovered: boolean,
    /** Levels above it, for bounding recovered keys. */
    private readonly depth = 0,
  ) {}

  get name(): string {
    return this.node.name;
  }
  get offset(): number {
    return this.node.offset;
  }
  get lastWritten(): number | undefined {
    return this.node.lastWritten;
  }
  get className(): string | undefined {
    return readClassName(this.hive.cells, this.node);
  }
  get place(): { readonly offset: number } {
    return { offset: this.hive.cells.start + this.node.offset };
  }

  /** Keys in use only; deleted ones come by `withRecovered`. */
  *subkeys(): Generator<HiveKey> {
    const { hive, node } = this;
    if (node.subkeyCount === 0 || this.depth >= MAX_DEPTH) return;
    const damaged = (): void => {
      // The lists of a deleted key were often used again: no damage of the hive.
      if (!this.recovered) hive.damage('a list of subkeys is damaged', node.offset);
    };
    for (const offset of subkeyOffsets(hive.cells, node.subkeyList, () => hive.spend(), damaged)) {
      const child = hive.node(offset);
      if (child === undefined) damaged();
      else if (!this.recovered || child.parent === node.offset) yield this.child(child, this.recovered);
    }
  }

  /** @internal */
  child(node: KeyNode, recovered: boolean): HiveKey {
    const above = this.path.length > MAX_PATH ? `${this.path.slice(0, MAX_NAME_BYTES)}\\…` : this.path;
    const path = above === '' ? node.name : `${above}\\${node.name}`;
    return new HiveKey(this.hive, node, path, recovered, this.depth + 1);
  }

  subkey(name: string): HiveKey | undefined {
    for (const key of this.subkeys()) if (sameName(key.name, name)) return key;
    return undefined;
  }

  /** Values in use; of a key that was recovered, what of its list is still a value. */
  values(): HiveValue[] {
    const { hive, node } = this;
    const { cells } = hive;
    if (node.valueCount === 0) return [];
    const list = cells.at(node.valueList);
    const fits = list === undefined ? 0 : (list.end - list.start) >> 2;
    if (list === undefined || node.valueCount > fits) {
      if (!this.recovered) hive.damage('a list of values is damaged', node.offset);
    }
    const values: HiveValue[] = [];
    for (let i = 0; list && i < Math.min(node.valueCount, fits) && hive.spend(); i++) {
      const value = this.#valueAt(cells.u32(list, 4 * i), this.recovered);
      if (value) values.push(value);
      else if (!this.recovered) hive.damage('a value is damaged', node.offset);
    }
    return values;
  }

  /** Values that were deleted from this key: behind the end of its list, where they still are and are free. */
  deletedValues(): HiveValue[] {
    const { cells } = this.hive;
    const list = cells.at(this.node.valueList);
    if (this.recovered || list === undefined) return [];
    const used = this.node.valueCount;
    const values: HiveValue[] = [];
    const inUse = new Set(
      Array.from({ length: Math.min(used, (list.end - list.start) >> 2) }, (_, i) => cells.u32(list, 4 * i)),
    );
    for (let i = used; 4 * i + 4 <= list.end - list.start && this.hive.spend(); i++) {
      const offset = cells.u32(list, 4 * i);
      if (inUse.has(offset)) continue;
      inUse.add(offset);
      const value = this.#valueAt(offset, true);
      if (value && !value.cellInUse) values.push(value);
    }
    return values;
  }

  #valueAt(offset: number, recovered: boolean): HiveValue | undefined {
    const { cells } = this.hive;
    const cell = cells.at(offset);
    const node = cell && readValueNode(cells, offset, cell);
    return cell && node && new HiveValue(this.hive, cell, node, recovered);
  }

  value(name: string): HiveValue | undefined {
    return this.values().find((value) => sameName(value.name, name));
  }
}

/** A value of a hive; its data is read when asked for. */
export class HiveValue implements RegistryValue {
  constructor(
    private readonly hive: Hive,
    private readonly cell: Cell,
    private readonly node: ValueNode,
    readonly recovered: boolean,
  ) {}

  get name(): string {
    return this.node.name;
  }
  get type(): number {
    return this.node.type;
  }
  get size(): number {
    return this.node.size;
  }
  get offset(): number {
    return this.node.offset;
  }
  get cellInUse(): boolean {
    return this.cell.inUse;
  }
  get place(): { readonly offset: number } {
    return { offset: this.hive.cells.start + this.node.offset };
  }

  data(): Uint8Array {
    const { hive, node, cell } = this;
    if (!hive.spendData(node.inline ? 4 : Math.min(node.size, hive.bytes.length))) return new Uint8Array(0);
    const data = readValueData(hive.cells, cell, node);
    if (data.length < node.size && !this.recovered) hive.damage('the data of a value is cut', node.offset);
    return data;
  }
}
