/** Deleted keys and values: what free cells, and cells that nothing leads to, still hold. */
import type { Cell } from './cells.js';
import { type Hive, HiveKey, HiveValue, OffsetSet } from './hive.js';
import type { RegistryKey, RegistryValue } from './key.js';
import { MAX_DEPTH, MAX_RECOVERED } from './limits.js';
import { type KeyNode, NK, readKeyNode, readValueNode, VK } from './records.js';

/** Types with a name end at eleven; accounts and device properties use others, all of them small. */
const LAST_TYPE = 0xffff;
const MAX_NAME = 255;

/** What names of genuine keys and values consist of; deleted ones are guesses, so control characters end the guess. */
function isPlausibleName(name: string): boolean {
  if (name.length > MAX_NAME) return false;
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) < 0x20) return false;
  return true;
}

export class Recovery {
  /** Deleted keys with their full path, as far as their parents are still there; orphans begin with `?`. */
  readonly keys: readonly HiveKey[];
  /** Deleted values of which no key is known. */
  readonly values: readonly HiveValue[];
  readonly #byParent = new Map<number, HiveKey[]>();

  constructor(hive: Hive) {
    const reached = new OffsetSet(hive.bytes.length);
    const live = new Map<number, HiveKey>();
    const wanted = findDeleted(hive, reached);
    const parents = new Set(wanted.keys.map((node) => node.parent));
    for (const key of hive.keys()) if (parents.has(key.offset)) live.set(key.offset, key);
    const nodes = new Map(wanted.keys.map((node) => [node.offset, node]));
    const built = new Map<number, HiveKey>();
    const build = (node: KeyNode, depth: number): HiveKey => {
      const known = built.get(node.offset);
      if (known) return known;
      const parentNode = nodes.get(node.parent);
      const parent =
        live.get(node.parent) ??
        (parentNode !== undefined && parentNode !== node && depth < MAX_DEPTH
          ? build(parentNode, depth + 1)
          : undefined);
      // A circle of parents ends where it comes back.
      const again = built.get(node.offset);
      if (again) return again;
      const key = parent ? parent.child(node, true) : new HiveKey(hive, node, `?\\${node.name}`, true);
      built.set(node.offset, key);
      if (parent) {
        const siblings = this.#byParent.get(parent.offset);
        if (siblings) siblings.push(key);
        else this.#byParent.set(parent.offset, [key]);
      }
      return key;
    };
    this.keys = wanted.keys.map((node) => build(node, 0));
    const owned = new Set<number>();
    for (const key of this.keys) for (const value of key.values()) owned.add(value.offset);
    this.values = wanted.values.filter((value) => !owned.has(value.offset));
  }

  /** Deleted keys right below a key. */
  below(key: RegistryKey): readonly HiveKey[] {
    return key instanceof HiveKey ? (this.#byParent.get(key.offset) ?? []) : [];
  }
}

interface Deleted {
  readonly keys: KeyNode[];
  readonly values: HiveValue[];
}

function findDeleted(hive: Hive, reached: OffsetSet): Deleted {
  for (const key of hive.keys()) reached.add(key.offset);
  const found: Deleted = { keys: [], values: [] };
  const { cells } = hive;
  const damaged = (at: number): void => hive.damage('a bin or a cell is damaged', at);
  for (const { offset, cell } of cells.all(damaged)) {
    if (cell.inUse) {
      const node = cells.signature(cell) === NK && !reached.has(offset) ? readKeyNode(cells, offset, cell) : undefined;
      if (node && isPlausible(node)) addKey(found, node);
    } else searchFree(hive, cell, found);
  }
  return found;
}

/** Free cells are joined when they lie side by side: what was in each begins at a multiple of eight. */
function searchFree(hive: Hive, free: Cell, found: Deleted): void {
  const { cells } = hive;
  for (let at = free.start; at + 8 < free.end; at += 8) {
    const mark = cells.view.getUint16(at, true);
    if (mark !== NK && mark !== VK) continue;
    const offset = at - 4 - cells.start;
    // Its own size, where it has been kept, ends it before the free cell does.
    const own = Math.abs(cells.view.getInt32(at - 4, true));
    const cell: Cell = { start: at, end: own >= 8 ? Math.min(at - 4 + own, free.end) : free.end, inUse: false };
    if (mark === NK) {
      const node = readKeyNode(cells, offset, cell);
      if (node && isPlausible(node)) addKey(found, node);
    } else {
      const node = readValueNode(cells, offset, cell);
      if (!node || node.type > LAST_TYPE || !isPlausibleName(node.name)) continue;
      if (found.values.length < MAX_RECOVERED) found.values.push(new HiveValue(hive, cell, node, true));
    }
  }
}

function isPlausible(node: KeyNode): boolean {
  return node.lastWritten !== undefined && node.name !== '' && !node.name.includes('\\') && isPlausibleName(node.name);
}

function addKey(found: Deleted, node: KeyNode): void {
  if (found.keys.length < MAX_RECOVERED) found.keys.push(node);
}

/**
 * A key together with what was deleted from it: deleted subkeys stand behind those in use, deleted values behind
 * the others, each marked `recovered`.
 */
export class WithRecovered implements RegistryKey {
  constructor(
    private readonly key: HiveKey,
    private readonly recovery: Recovery,
  ) {}

  get name(): string {
    return this.key.name;
  }
  get path(): string {
    return this.key.path;
  }
  get lastWritten(): number | undefined {
    return this.key.lastWritten;
  }
  get className(): string | undefined {
    return this.key.className;
  }
  get recovered(): boolean {
    return this.key.recovered;
  }
  get place(): RegistryKey['place'] {
    return this.key.place;
  }
  *subkeys(): Generator<RegistryKey> {
    const seen = new Set<number>();
    for (const key of this.key.subkeys()) {
      seen.add(key.offset);
      yield new WithRecovered(key, this.recovery);
    }
    for (const key of this.recovery.below(this.key))
      if (!seen.has(key.offset)) yield new WithRecovered(key, this.recovery);
  }
  subkey(name: string): RegistryKey | undefined {
    const lower = name.toLowerCase();
    const key =
      this.key.subkey(name) ?? this.recovery.below(this.key).find((deleted) => deleted.name.toLowerCase() === lower);
    return key && new WithRecovered(key, this.recovery);
  }
  values(): RegistryValue[] {
    return [...this.key.values(), ...this.key.deletedValues()];
  }
  value(name: string): RegistryValue | undefined {
    const lower = name.toLowerCase();
    return this.key.value(name) ?? this.key.deletedValues().find((value) => value.name.toLowerCase() === lower);
  }
}
