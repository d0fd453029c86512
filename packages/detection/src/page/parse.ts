import type { Dialect, Stmt } from './ast.js';
import type { Budget } from './limits.js';
import { ParserC } from './syntax/parse-c.js';
import { ParserVb } from './syntax/parse-vb.js';
import type { Token } from './token.js';
import { tokenizeC } from './tokens-c.js';
import { tokenizeVb } from './tokens-vb.js';

export function tokenize(text: string, dialect: Dialect, at: number, budget: Budget, out: Token[]): void {
  if (dialect === 'csharp' || dialect === 'jscript') tokenizeC(text, at, dialect === 'jscript', budget, out);
  else tokenizeVb(text, at, dialect === 'vbnet', budget, out);
}

export function parseTokens(tokens: readonly Token[], dialect: Dialect): Stmt[] {
  return dialect === 'csharp' || dialect === 'jscript'
    ? new ParserC(tokens, dialect === 'jscript').parse()
    : new ParserVb(tokens).parse();
}

/** Program text in one piece; `at` is where it begins in the page. */
export function parseCode(text: string, dialect: Dialect, at: number, budget: Budget): Stmt[] {
  const tokens: Token[] = [];
  tokenize(text, dialect, at, budget, tokens);
  return parseTokens(tokens, dialect);
}
