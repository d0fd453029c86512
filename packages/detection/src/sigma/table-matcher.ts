/** The rules that apply to one layout of a log, behind their literals. */
import type { EvidenceEvent } from '@allclear/model';
import { foldedBytes } from '../prefilter/fold.js';
import type { PrefilterSpec } from '../prefilter/index.js';
import { type CompiledRule, MIN_LITERAL, type SigmaMatcher } from './compiled-rule.js';
import { EventView, type FieldNames } from './event-view.js';
import { decodedLiterals, NESTED_ENCODINGS, priceOf } from './literals/decoded.js';
import { Layout, type RawLiteral, type TableLayout } from './literals/layout.js';
import { rarity } from './literals/rarity.js';
import { RawLine } from './literals/raw-line.js';
import { type Alternative, requirementOf } from './literals/requirement.js';
import { simplify } from './literals/simplify.js';

export interface TableMatcher {
  readonly spec: PrefilterSpec;
  /** Rules without a usable literal: they have to be given every record; `match` leaves them out. */
  readonly everyLine: readonly CompiledRule[];
  /** No rule at all can match in this table. */
  readonly empty: boolean;
  /**
   * Whether a rule may match the record on the line block[start, end): false spares making a record of it.
   * @param ids as for `match`.
   */
  mayMatch(block: Uint8Array, start: number, end: number, ids: Int32Array, count: number): boolean;
  /**
   * The rules that match, in the order of the rule set.
   * @param ids in ids[0, count): indexes into `spec.literals` found on the line; -1: the line holds an encoded letter.
   */
  match(event: EvidenceEvent, ids: Int32Array, count: number): CompiledRule[];
}

interface Entry {
  readonly rule: number;
  /** Literals that must stand in the raw line besides. */
  readonly others: readonly string[];
  /** Those again, folded … */
  readonly plain: readonly Uint8Array[];
  /** … and others that must stand there too, unless it holds a percent sign. */
  readonly decoded: readonly Uint8Array[];
}

interface Primary {
  /** One of these is on the line … */
  readonly literals: readonly string[];
  /** … or, where true, an encoded letter. */
  readonly decoded: boolean;
  readonly others: readonly string[];
  /** Parts of decoded values. */
  readonly unlessEncoded: readonly string[];
}

export class PrefilteredTable implements TableMatcher {
  readonly spec: PrefilterSpec;
  readonly everyLine: readonly CompiledRule[];
  readonly empty: boolean;
  readonly #rules: readonly SigmaMatcher[];
  readonly #names: FieldNames;
  /** Literal id -> entries. */
  readonly #byLiteral: readonly (readonly Entry[])[];
  /** Entries that also answer to an encoded letter. */
  readonly #encoded: readonly Entry[];

  /** @param rules those whose log source applies. */
  constructor(rules: readonly SigmaMatcher[], table: TableLayout, names: FieldNames) {
    const layout = new Layout(table);
    const ids = new Map<string, number>();
    const byLiteral: Entry[][] = [];
    const encoded: Entry[] = [];
    const everyLine: CompiledRule[] = [];
    const kept: SigmaMatcher[] = [];
    const own = (literal: string, entry: Entry): void => {
      let id = ids.get(literal);
      if (id === undefined) {
        id = ids.size;
        ids.set(literal, id);
        byLiteral.push([]);
      }
      byLiteral[id]?.push(entry);
    };
    for (const rule of rules) {
      const primaries = primariesOf(rule, layout, names);
      if (primaries === undefined) everyLine.push(rule);
      else if (primaries.length > 0) {
        const index = kept.length;
        kept.push(rule);
        for (const primary of primaries) {
          const { others, unlessEncoded } = primary;
          const plain = others.map(foldedBytes);
          const entry = { rule: index, others, plain, decoded: unlessEncoded.map(foldedBytes) };
          for (const literal of primary.literals) own(literal, entry);
          if (primary.decoded) encoded.push(entry);
        }
      }
    }
    if (encoded.length > 0) for (const literal of NESTED_ENCODINGS) for (const entry of encoded) own(literal, entry);
    this.#rules = kept;
    this.#names = names;
    this.#byLiteral = byLiteral;
    this.#encoded = encoded;
    this.spec = { literals: [...ids.keys()], encodedLetters: encoded.length > 0 };
    this.everyLine = everyLine;
    this.empty = kept.length === 0 && everyLine.length === 0;
  }

  mayMatch(block: Uint8Array, start: number, end: number, ids: Int32Array, count: number): boolean {
    const line = new RawLine(block, start, end);
    if (line.foreign) return true;
    for (let i = 0; i < count; i++) {
      for (const { plain, decoded } of this.#entries(ids[i] ?? -1)) {
        if ((line.percent || decoded.every((text) => line.has(text))) && plain.every((text) => line.has(text)))
          return true;
      }
    }
    return false;
  }

  match(event: EvidenceEvent, ids: Int32Array, count: number): CompiledRule[] {
    const candidates: number[] = [];
    const view = new EventView(event, this.#names);
    for (let i = 0; i < count; i++) {
      for (const { rule, others } of this.#entries(ids[i] ?? -1)) {
        if (candidates.includes(rule)) continue;
        if (others.length > 0) {
          const text = view.foldedText();
          if (!others.every((other) => text.includes(other))) continue;
        }
        candidates.push(rule);
      }
    }
    candidates.sort((a, b) => a - b);
    const matched: CompiledRule[] = [];
    for (const index of candidates) {
      const rule = this.#rules[index];
      if (rule?.matchesView(view)) matched.push(rule);
    }
    return matched;
  }

  #entries(id: number): readonly Entry[] {
    return id < 0 ? this.#encoded : (this.#byLiteral[id] ?? []);
  }
}

/** Undefined: the rule must see every line. Empty: it cannot match here. */
function primariesOf(rule: SigmaMatcher, layout: Layout, names: FieldNames): Primary[] | undefined {
  const own = (field: string): readonly string[] => [field, ...(names.get(field.toLowerCase()) ?? [])];
  const lacks = (field: string): boolean => own(field).every((name) => layout.lacks(name));
  const requirement = requirementOf(simplify(rule.rule.detection, lacks));
  if (requirement === undefined) return undefined;
  const primaries = new Map<string, Primary>();
  for (const alternative of requirement) {
    const primary = primaryOf(alternative, layout, names);
    if (primary === undefined) return undefined;
    primaries.set(JSON.stringify(primary), primary);
  }
  return [...primaries.values()];
}

function primaryOf(alternative: Alternative, layout: Layout, names: FieldNames): Primary | undefined {
  // A mapped field may stand in several columns: what is safe in all of them is not worked out, such parts are left away.
  const usable = alternative.filter((part) => part.field === undefined || !names.has(part.field.toLowerCase()));
  const raw = usable.flatMap((part) => layout.raw(part));
  let best: Primary | undefined;
  let bestWorth = Number.NEGATIVE_INFINITY;
  const plain = [...new Set(raw.filter(({ decoded }) => !decoded).map(({ text }) => text))];
  // A line without percent sign holds its address as it is, but for the blanks.
  const inAddress = raw.filter(({ decoded }) => decoded).flatMap(({ text }) => text.split(' '));
  const unlessEncoded = [...new Set(inAddress)].filter((text) => text.length > 1);
  for (const { text, decoded } of layout.isW3c ? [...raw, ...joined(raw)] : raw) {
    if (text.length < MIN_LITERAL) continue;
    const literals = decoded ? decodedLiterals(text) : [text];
    const [first] = literals;
    if (first === undefined) continue;
    const worth = rarity(first) - literals.reduce((sum, literal) => sum + priceOf(literal), decoded ? 0.3 : 0);
    if (worth <= bestWorth) continue;
    bestWorth = worth;
    const others = plain.filter((other) => !literals.some((literal) => literal.includes(other)) && other.length > 1);
    best = { literals, decoded, others, unlessEncoded };
  }
  return best;
}

/**
 * W3C columns are parted by one blank: where one column must end with a text and the next must begin with another,
 * both stand in the line as one (`post /ecp/`).
 */
function joined(raw: readonly RawLiteral[]): RawLiteral[] {
  const out: RawLiteral[] = [];
  for (const left of raw)
    for (const right of raw)
      if (left.atEnd && right.atStart && left.column >= 0 && right.column === left.column + 1)
        out.push({
          text: `${left.text} ${right.text}`,
          decoded: false,
          column: left.column,
          atStart: left.atStart,
          atEnd: false,
        });
  return out;
}
