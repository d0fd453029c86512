/** Patterns over bytes: what regular expressions and hex strings have in common once parsed. */

/** 256 members, 1 = in the set. Frozen by convention: sets are shared. */
export type ByteSet = Uint8Array;

export type ByteNode =
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly items: readonly ByteNode[] }
  | { readonly kind: 'choice'; readonly options: readonly ByteNode[] }
  | {
      readonly kind: 'repeat';
      readonly item: ByteNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly kind: 'anchor'; readonly at: ByteAnchor };

export type ByteAnchor = 'start' | 'end' | 'word' | 'not-word';

export const EMPTY: ByteNode = { kind: 'sequence', items: [] };

const singles: ByteNode[] = [];
const foldedSingles: ByteNode[] = [];

export function setOf(members: (byte: number) => boolean): ByteSet {
  const set = new Uint8Array(256);
  for (let b = 0; b < 256; b++) set[b] = members(b) ? 1 : 0;
  return set;
}

export const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a && byte < 0x80;

/** ASCII letters in lower case, all else as it is. */
export const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/** One byte; with `nocase` also the other case of an ASCII letter. */
export function byteNode(byte: number, nocase: boolean): ByteNode {
  const kept = nocase ? foldedSingles : singles;
  const key = nocase ? fold(byte) : byte;
  let node = kept[key];
  if (node === undefined) {
    node = { kind: 'set', set: setOf((b) => (nocase ? fold(b) === key : b === key)) };
    kept[key] = node;
  }
  return node;
}

/** Both cases of every letter of a set. */
export function closeCaseOf(set: ByteSet): ByteSet {
  return setOf((b) => set[b] === 1 || (isLetter(b) && set[b ^ 0x20] === 1));
}

export const isWordByte = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || isLetter(byte) || byte === 0x5f;
export const isAlphanumeric = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || isLetter(byte);

export const ALL_BYTES: ByteSet = setOf(() => true);
export const NOT_NEWLINE: ByteSet = setOf((b) => b !== 0x0a);

/** Sequences in sequences opened up, alternatives of single bytes made one set. */
export function sequence(items: readonly ByteNode[]): ByteNode {
  const flat: ByteNode[] = [];
  for (const item of items) {
    if (item.kind === 'sequence') flat.push(...item.items);
    else flat.push(item);
  }
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind: 'sequence', items: flat };
}

export function choice(options: readonly ByteNode[]): ByteNode {
  const [only] = options;
  if (options.length === 1 && only !== undefined) return only;
  const sets: ByteSet[] = [];
  for (const option of options) if (option.kind === 'set') sets.push(option.set);
  if (sets.length === options.length) return { kind: 'set', set: setOf((b) => sets.some((set) => set[b] === 1)) };
  return { kind: 'choice', options };
}
