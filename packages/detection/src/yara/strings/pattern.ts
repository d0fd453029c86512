/** A string of a rule made ready for search. Equal strings of a pack are one pattern. */
import type { YaraString } from '../language/ast.js';
import { type ByteNode, byteNode, fold } from '../language/byte-regex.js';
import { base64Forms } from './base64.js';
import { chooseGram, GRAM, type GramCensus, type GramChoice } from './grams.js';
import { cutPattern } from './pieces.js';
import { Program } from './program.js';

export interface Literal {
  readonly bytes: Uint8Array;
  readonly nocase: boolean;
  readonly wide: boolean;
  /** Keys; undefined: as it stands. */
  readonly xor: readonly [number, number] | undefined;
  readonly gram: GramChoice | undefined;
}

export interface Part {
  readonly width: 1 | 2;
  readonly nodes: { readonly before: readonly ByteNode[]; readonly from: readonly ByteNode[] };
  readonly gram: GramChoice | undefined;
  backward: Program | undefined;
  forward: Program;
}

export interface Pattern {
  readonly index: number;
  readonly fullword: boolean;
  readonly literals: readonly Literal[];
  readonly parts: readonly Part[];
  /** Each literal and part has a gram: what the table did not notice is not there. */
  readonly noticed: boolean;
  readonly cost: number;
  /** False once a rule asks for more than whether it is there: counts, places. */
  once: boolean;
}

export function patternKey({ content, modifiers }: YaraString): string {
  const { nocase, ascii, wide, fullword, xor, base64, base64wide } = modifiers;
  const flags = [nocase, ascii, wide, fullword].map(Number).join('');
  const own =
    content.kind === 'text'
      ? `"${Array.from(content.bytes, (b) => String.fromCharCode(b)).join('')}`
      : content.kind === 'regex'
        ? `/${content.source}`
        : undefined;
  return own === undefined ? '' : `${flags}${xor?.join('-') ?? ''} ${base64 ?? ''} ${base64wide ?? ''} ${own}`;
}

/** @throws YaraSyntaxError when a regular expression becomes too large. */
export function makePattern(string: YaraString, index: number, census: GramCensus): Pattern {
  const { content, modifiers } = string;
  const literals = content.kind === 'text' ? literalsOf(content.bytes, string, census) : [];
  const parts: Part[] = [];
  if (content.kind !== 'text') {
    if (content.kind === 'hex' || modifiers.ascii) parts.push(...partsOf(content.node, 1, census));
    if (content.kind === 'regex' && modifiers.wide) parts.push(...partsOf(content.node, 2, census));
  }
  const all = [...literals, ...parts];
  return {
    index,
    fullword: modifiers.fullword,
    literals,
    parts,
    noticed: all.every(({ gram }) => gram !== undefined),
    cost: all.reduce((sum, { gram }) => sum + (gram?.cost ?? Number.POSITIVE_INFINITY), 0),
    once: true,
  };
}

function literalsOf(bytes: Uint8Array, { modifiers }: YaraString, census: GramCensus): Literal[] {
  const { nocase, ascii, wide, xor, base64, base64wide } = modifiers;
  const literals: Literal[] = [];
  const add = (text: Uint8Array, isWide: boolean): void => {
    const gram = xor === undefined ? literalGram(text, census) : xorGram(text, xor);
    literals.push({ bytes: text, nocase, wide: isWide, xor, gram });
  };
  if (base64 !== undefined || base64wide !== undefined) {
    const forms: Uint8Array[] = [];
    if (ascii) forms.push(bytes);
    if (wide) forms.push(widened(bytes));
    for (const form of forms) {
      if (base64 !== undefined) for (const text of base64Forms(form, base64)) add(text, false);
      if (base64wide !== undefined) for (const text of base64Forms(form, base64wide)) add(widened(text), false);
    }
    return literals;
  }
  if (ascii) add(bytes, false);
  if (wide) add(widened(bytes), true);
  return literals;
}

export function widened(bytes: Uint8Array): Uint8Array {
  const wide = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) wide[2 * i] = bytes[i] ?? 0;
  return wide;
}

const setOfByte = (byte: number): Uint8Array => {
  const node = byteNode(byte, false);
  return node.kind === 'set' ? node.set : new Uint8Array(256);
};

function literalGram(bytes: Uint8Array, census: GramCensus): GramChoice | undefined {
  return chooseGram(Array.from(bytes.subarray(0, 200), setOfByte), census);
}

/** The first four bytes under every key. */
function xorGram(bytes: Uint8Array, [low, high]: readonly [number, number]): GramChoice | undefined {
  if (bytes.length < GRAM) return undefined;
  const grams = new Set<number>();
  for (let key = low; key <= high; key++) {
    const [a = 0, b = 0, c = 0, d = 0] = Array.from(bytes.subarray(0, 4), (byte) => fold(byte ^ key));
    grams.add(a | (b << 8) | (c << 16) | (d << 24));
  }
  return { offset: 0, size: GRAM, grams: [...grams], cost: 1e-5 };
}

function partsOf(node: ByteNode, width: 1 | 2, census: GramCensus): Part[] {
  const cut = cutPattern(node, width, census);
  const pieces = cut?.pieces ?? [{ before: [], from: node.kind === 'sequence' ? node.items : [node], gram: undefined }];
  return pieces.map(({ before, from, gram }) => ({
    width,
    nodes: { before, from },
    gram,
    backward: before.length === 0 ? undefined : new Program(before, true),
    forward: new Program(from, false),
  }));
}
