/**
 * The outer form of a YARA file: which rules it declares, and whether each has its braces and a condition. Strings,
 * regular expressions and comments are told apart, so that a brace in them counts for nothing.
 * Source: https://yara.readthedocs.io/en/stable/writingrules.html
 */
import type { Problem } from '@allclear/model';

export interface YaraRead {
  /** Names of the rules that are whole. */
  readonly rules: readonly string[];
  readonly problems: readonly Problem[];
}

const DECLARATION = /(?:(?:private|global)\s+)*\brule\s+([A-Za-z_]\w{0,127})\s*(?::[\w\s]*)?\{/y;
const NEXT = /\b(?:private|global|rule|import|include)\b/g;

/** Total: whatever the text. A file with one broken rule is not used at all, since where it ends cannot be known. */
export function readYara(text: string, origin: string): YaraRead {
  const bare = blanked(text);
  const rules: string[] = [];
  const fail = (at: number, detail: string): YaraRead => ({
    rules: [],
    problems: [{ code: 'ALC-R001', file: origin, line: lineAt(text, at), detail: `YARA: ${detail}` }],
  });
  let at = 0;
  for (;;) {
    NEXT.lastIndex = at;
    const next = NEXT.exec(bare);
    if (next === null) break;
    if (next[0] === 'import') {
      at = next.index + 6;
      continue;
    }
    if (next[0] === 'include') return fail(next.index, 'include is not followed: a pack must hold its rules itself');
    DECLARATION.lastIndex = next.index;
    const declared = DECLARATION.exec(bare);
    const name = declared?.[1];
    if (declared === null || name === undefined) return fail(next.index, 'a rule without a name or an opening brace');
    const end = closing(bare, DECLARATION.lastIndex);
    if (end < 0) return fail(next.index, `the rule ${name} has no closing brace`);
    if (!/\bcondition\s*:/.test(bare.slice(DECLARATION.lastIndex, end)))
      return fail(next.index, `the rule ${name} has no condition`);
    rules.push(name);
    at = end + 1;
  }
  if (rules.length === 0) return fail(0, 'there is no rule in it');
  return { rules, problems: [] };
}

function closing(bare: string, from: number): number {
  let depth = 1;
  for (let i = from; i < bare.length; i++) {
    const c = bare.charCodeAt(i);
    if (c === 123) depth++;
    else if (c === 125 && --depth === 0) return i;
  }
  return -1;
}

/** The text with comments, strings and regular expressions blanked out; equal length, so that places stay. */
function blanked(text: string): string {
  const out: string[] = [];
  let i = 0;
  let value = false;
  const skip = (end: number): void => {
    out.push(' '.repeat(end - i));
    i = end;
  };
  while (i < text.length) {
    const c = text.charAt(i);
    if (text.startsWith('//', i)) skip(until(text, '\n', i));
    else if (text.startsWith('/*', i)) skip(until(text, '*/', i + 2, 2));
    else if (c === '"') skip(quoted(text, i, '"'));
    else if (c === '/' && value) skip(quoted(text, i, '/'));
    else {
      if (!/\s/.test(c)) value = c === '=' || c === '(' || c === ',';
      if (/[\w)]/.test(c)) value = text.slice(Math.max(0, i - 7), i + 1).endsWith('matches');
      out.push(c);
      i++;
    }
  }
  return out.join('');
}

function until(text: string, end: string, from: number, length = 0): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + length;
}

/** Behind the closing delimiter; an unclosed one ends with its line. */
function quoted(text: string, start: number, delimiter: string): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\') i++;
    else if (c === delimiter) return i + 1;
    else if (c === '\n') return i;
  }
  return text.length;
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
