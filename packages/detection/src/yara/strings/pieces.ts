/**
 * A pattern cut at a row of bytes that any match of it must hold: what comes before is followed backwards from where
 * the row was found, the row and what comes after forwards. A choice gives a piece for each of its options.
 */
import type { ByteNode, ByteSet } from '../language/byte-regex.js';
import { chooseGram, type GramCensus, type GramChoice } from './grams.js';

export interface Piece {
  readonly before: readonly ByteNode[];
  /** The row and all that follows it. */
  readonly from: readonly ByteNode[];
  /** Where in the row, in bytes of the file, and which; undefined: it must be tried at every place. */
  readonly gram: GramChoice | undefined;
}

export interface Cut {
  readonly pieces: readonly Piece[];
  readonly cost: number;
}

const NUL: ByteSet = Uint8Array.from({ length: 256 }, (_, b) => (b === 0 ? 1 : 0));
/** Copies of a repeated byte that are written out, so that grams may lie in them. */
const WRITTEN_OUT = 8;
/** More pieces than this and the pattern is tried at every place instead. */
const MAX_PIECES = 64;
const MAX_ROW = 64;

/** Pieces of which every match has at least one, all with a gram; undefined where there are none. */
export function cutPattern(node: ByteNode, width: 1 | 2, census: GramCensus): Cut | undefined {
  return cut(node.kind === 'sequence' ? node.items : [node], width, census, 0);
}

function cut(given: readonly ByteNode[], width: 1 | 2, census: GramCensus, depth: number): Cut | undefined {
  const items = given.flatMap(writtenOut);
  let best: Cut | undefined;
  const consider = (candidate: Cut | undefined): void => {
    if (candidate !== undefined && (best === undefined || candidate.cost < best.cost)) best = candidate;
  };
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === undefined) continue;
    if (item.kind === 'set') {
      const row: ByteSet[] = [];
      let end = i;
      for (; end < items.length && row.length < MAX_ROW; end++) {
        const next = items[end];
        if (next?.kind !== 'set') break;
        row.push(next.set);
        if (width === 2) row.push(NUL);
      }
      const gram = chooseGram(row, census);
      if (gram !== undefined)
        consider({ pieces: [{ before: items.slice(0, i), from: items.slice(i), gram }], cost: gram.cost });
      i = end - 1;
    } else if (depth < 12 && (item.kind === 'choice' || (item.kind === 'repeat' && item.min > 0))) {
      // A repeated part was written out: its first copy stands alone, see writtenOut.
      if (item.kind === 'choice') consider(cutChoice(items, i, item.options, width, census, depth));
    }
  }
  return best;
}

function cutChoice(
  items: readonly ByteNode[],
  at: number,
  options: readonly ByteNode[],
  width: 1 | 2,
  census: GramCensus,
  depth: number,
): Cut | undefined {
  const pieces: Piece[] = [];
  let cost = 0;
  for (const option of options) {
    const inner = cut(option.kind === 'sequence' ? option.items : [option], width, census, depth + 1);
    if (inner === undefined) return undefined;
    cost += inner.cost;
    for (const piece of inner.pieces)
      pieces.push({
        before: [...items.slice(0, at), ...piece.before],
        from: [...piece.from, ...items.slice(at + 1)],
        gram: piece.gram,
      });
    if (pieces.length > MAX_PIECES) return undefined;
  }
  return { pieces, cost };
}

/** `x{3,5}` as x x x x{0,2}, so that rows go on through it; at least one copy of anything that must occur. */
function writtenOut(node: ByteNode): ByteNode[] {
  if (node.kind === 'sequence') return node.items.flatMap(writtenOut);
  if (node.kind !== 'repeat' || node.min === 0) return [node];
  const copies = Math.min(node.min, node.item.kind === 'set' ? WRITTEN_OUT : 1);
  const once = writtenOut(node.item);
  const out: ByteNode[] = [];
  for (let i = 0; i < copies; i++) out.push(...once);
  const max = node.max === Number.POSITIVE_INFINITY ? node.max : node.max - copies;
  if (max > 0) out.push({ ...node, min: node.min - copies, max });
  return out;
}
