/** Rules as read: https://yara.readthedocs.io/en/v4.2.3/writingrules.html */
import type { ByteNode } from './byte-regex.js';

export interface YaraRule {
  readonly name: string;
  /** The rule file; rules see the rules of their own file and of those it includes. */
  readonly origin: string;
  readonly line: number;
  readonly isPrivate: boolean;
  readonly isGlobal: boolean;
  readonly tags: readonly string[];
  readonly meta: readonly (readonly [name: string, value: string | number | boolean])[];
  readonly strings: readonly YaraString[];
  readonly condition: Expression;
  readonly imports: readonly string[];
  /** The rule's own text, bytes as characters: for another engine. */
  readonly source: string;
}

export interface YaraString {
  /** With the `$`; anonymous strings are `$` alone. */
  readonly id: string;
  readonly isPrivate: boolean;
  readonly content:
    | { readonly kind: 'text'; readonly bytes: Uint8Array }
    | { readonly kind: 'hex'; readonly node: ByteNode }
    | { readonly kind: 'regex'; readonly source: string; readonly node: ByteNode };
  readonly modifiers: Modifiers;
}

export interface Modifiers {
  readonly nocase: boolean;
  readonly ascii: boolean;
  readonly wide: boolean;
  readonly fullword: boolean;
  /** Lowest and highest key. */
  readonly xor: readonly [number, number] | undefined;
  /** Alphabets of 64 characters. */
  readonly base64: string | undefined;
  readonly base64wide: string | undefined;
}

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type TextTest = 'contains' | 'icontains' | 'startswith' | 'istartswith' | 'endswith' | 'iendswith' | 'iequals';
export type Arithmetic = '+' | '-' | '*' | '\\' | '%' | '&' | '|' | '^' | '<<' | '>>';

export interface Quantifier {
  readonly kind: 'all' | 'any' | 'none' | 'count' | 'percent';
  readonly value: Expression | undefined;
}

/** `them`, or names that may end in `*`. Of rules the names stand without `$`. */
export interface NameSet {
  readonly of: 'strings' | 'rules';
  readonly names: readonly string[];
}

export interface Range {
  readonly from: Expression;
  readonly to: Expression;
}

export type Expression =
  | { readonly op: 'integer' | 'float'; readonly value: number }
  | { readonly op: 'boolean'; readonly value: boolean }
  | { readonly op: 'text'; readonly value: string }
  | { readonly op: 'filesize' | 'entrypoint' }
  | { readonly op: 'name'; readonly name: string }
  | { readonly op: 'member'; readonly of: Expression; readonly name: string }
  | { readonly op: 'index'; readonly of: Expression; readonly at: Expression }
  | { readonly op: 'call'; readonly of: Expression; readonly arguments: readonly Expression[] }
  | { readonly op: 'found'; readonly id: string; readonly at?: Expression; readonly in?: Range }
  | { readonly op: 'count'; readonly id: string; readonly in?: Range }
  | { readonly op: 'offset' | 'length'; readonly id: string; readonly index: Expression | undefined }
  | {
      readonly op: 'read';
      readonly bytes: 1 | 2 | 4;
      readonly signed: boolean;
      readonly big: boolean;
      readonly at: Expression;
    }
  | { readonly op: 'not' | 'defined' | 'negate' | 'complement'; readonly item: Expression }
  | { readonly op: 'and' | 'or'; readonly items: readonly Expression[] }
  | { readonly op: 'compare'; readonly how: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'test'; readonly how: TextTest; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'matches'; readonly left: Expression; readonly regex: ByteNode; readonly source: string }
  | { readonly op: 'arithmetic'; readonly how: Arithmetic; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'of'; readonly quantifier: Quantifier; readonly set: NameSet; readonly in?: Range }
  | { readonly op: 'for-of'; readonly quantifier: Quantifier; readonly set: NameSet; readonly body: Expression }
  | {
      readonly op: 'for-in';
      readonly quantifier: Quantifier;
      readonly variables: readonly string[];
      readonly over: Range | readonly Expression[] | Expression;
      readonly body: Expression;
    };

export const isRange = (over: Range | readonly Expression[] | Expression): over is Range => 'from' in over;
export const isList = (over: Range | readonly Expression[] | Expression): over is readonly Expression[] =>
  Array.isArray(over);
