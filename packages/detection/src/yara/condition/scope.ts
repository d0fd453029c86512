/** What a condition sees while it runs. */
import type { StringSearch } from '../strings/search.js';

/** Integers, floats and truth (0, 1) are numbers, texts have one character a byte; undefined is YARA's own undefined. */
export type Value = number | string | undefined;

/** Values of external variables. Texts as bytes of UTF-8, one character a byte. */
export type Externals = Readonly<Record<string, string | number | boolean>>;

export interface Scope {
  readonly search: StringSearch;
  data: Uint8Array;
  /** Bytes of the whole file. */
  size: number;
  externals: Externals;
  /** Variables of loops, and the string that `$` stands for, by depth. */
  readonly locals: Value[];
  ruleMatches(rule: number): boolean;
  /** Answers of regular expressions about external variables, by their number. */
  readonly regexAnswers: Map<string, boolean>;
}

export type Run = (scope: Scope) => Value;

export type ValueType = 'integer' | 'float' | 'text' | 'boolean';

export interface Typed {
  readonly type: ValueType;
  readonly run: Run;
}

export const isTrue = (value: Value): boolean => value !== undefined && value !== 0 && value !== '';
