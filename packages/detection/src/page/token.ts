/** Tokens of a page's languages. */
export type TokenKind = 'id' | 'str' | 'num' | 'op' | 'nl' | 'regex';

export interface Token {
  readonly k: TokenKind;
  /** Identifiers as written (escapes undone), strings decoded, operators as they are. */
  readonly v: string;
  readonly at: number;
}

/** Format characters, which compilers skip inside identifiers. */
export const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
