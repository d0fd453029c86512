/** Bounds of the page analysis. Evidence is hostile: each bound has a test, and a finding says when one was reached. */

/** Characters of a page that are read. */
export const MAX_PAGE_CHARS = 4 * 1024 * 1024;
/** Tokens of all server code of a page, program text inside strings included. */
export const MAX_TOKENS = 400_000;
/** Nodes that are evaluated, all passes together. */
export const MAX_STEPS = 1_500_000;
/** Nesting of expressions; what lies deeper counts as unknown. */
export const MAX_DEPTH = 150;
/** Characters of one constant string. */
export const MAX_TEXT = 256 * 1024;
/** Characters of constants that folding may produce for one page. */
export const MAX_FOLDED = 32 * 1024 * 1024;
/** Elements of one constant array. */
export const MAX_ITEMS = 50_000;
/** Rounds in which values travel through functions and variables of a page. */
export const MAX_PASSES = 4;
/** Program text inside program text inside … */
export const MAX_INNER = 4;
/** Findings of one page. */
export const MAX_FINDINGS = 40;

/** One page's allowance. Shared by reader, tokeniser, parser and evaluation. */
export class Budget {
  tokens = MAX_TOKENS;
  steps = MAX_STEPS;
  folded = MAX_FOLDED;
  reached = false;

  /** False once nothing may be spent any more. */
  step(): boolean {
    if (this.steps > 0) {
      this.steps--;
      return true;
    }
    this.reached = true;
    return false;
  }

  token(): boolean {
    if (this.tokens > 0) {
      this.tokens--;
      return true;
    }
    this.reached = true;
    return false;
  }

  fold(characters: number): boolean {
    if (characters <= MAX_TEXT && this.folded >= characters) {
      this.folded -= characters;
      return true;
    }
    if (this.folded < characters) this.reached = true;
    return false;
  }
}
