/** Tokens of C# and JScript: comments, every form of string, escapes in identifiers. Total and linear. */
import type { Budget } from './limits.js';
import { INVISIBLE, type Token } from './token.js';

const SPACE = /[\s\0\u200b\ufeff]*/y;
/** Signs outside ASCII count as letters: in a page read with the wrong code page they are pieces of letters. */
const IDENT =
  /@?(?:[A-Za-z_$\u00a1-\u2017\u2020-\u2027\u2030-\ufefe]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})(?:[\w$\u00a1-\u2017\u2020-\u2027\u202a-\u202e\u2030-\ufefe]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})*/y;
const NUMBER = /0[xX][0-9a-fA-F_]+[uUlL]*|0[bB][01_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?[uUlLfFdDmM]*/y;
const OPERATOR =
  /=>|\?\?=|\?\?|\?\.|\+\+|--|&&|\|\||===|!==|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<=|<<|::|[\s\S]/y;
/** Words after which a slash begins a regular expression and no division. */
const BEFORE_REGEX = new Set(['return', 'typeof', 'case', 'in', 'of', 'new', 'delete', 'void', 'else']);
const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  0: '\0',
};

export function unescapeC(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{1,4})|([0-3]?[0-7]{2})|(\r\n|[\s\S]))/g,
    (
      _,
      u: string | undefined,
      long: string | undefined,
      x: string | undefined,
      oct: string | undefined,
      one: string | undefined,
    ) => {
      if (u !== undefined) return String.fromCharCode(Number.parseInt(u, 16));
      if (long !== undefined) {
        const code = Number.parseInt(long, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : '';
      }
      if (x !== undefined) return String.fromCharCode(Number.parseInt(x, 16));
      if (oct !== undefined) return String.fromCharCode(Number.parseInt(oct, 8));
      if (one === undefined || one === '\r\n' || one === '\n') return '';
      return SIMPLE[one] ?? one;
    },
  );
}

/** JScript writes `\x41` with exactly two digits; C# takes up to four. */
const unescapeScript = (text: string): string =>
  unescapeC(text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => `\\u00${hex}`));

function endOfString(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') {
      if (text[i + 1] === '\r' && text[i + 2] === '\n') i++;
      i++;
    } else if (c === quote || c === '\n') return i;
  }
  return text.length;
}

function endOfVerbatim(text: string, from: number): number {
  for (let i = from; ; ) {
    const end = text.indexOf('"', i);
    if (end < 0) return text.length;
    if (text[end + 1] !== '"') return end;
    i = end + 2;
  }
}

export function tokenizeC(text: string, base: number, script: boolean, budget: Budget, out: Token[]): void {
  const push = (k: Token['k'], v: string, at: number): void => {
    out.push({ k, v, at: base + at });
  };
  let i = 0;
  while (i < text.length) {
    SPACE.lastIndex = i;
    SPACE.test(text);
    i = SPACE.lastIndex;
    if (i >= text.length) break;
    if (!budget.token()) return;
    const c = text[i] ?? '';
    if (c === '/' && text[i + 1] === '/') {
      const end = text.slice(i, i + 65536).search(/[\r\n\u2028\u2029]/);
      i = end < 0 ? nextLine(text, i) : i + end;
      continue;
    }
    if (c === '/' && text[i + 1] === '*') {
      const end = text.indexOf('*/', i + 2);
      i = end < 0 ? text.length : end + 2;
      continue;
    }
    if (c === '#' && !script) {
      i = nextLine(text, i);
      continue;
    }
    if (c === '<' && text.startsWith('<!--', i)) {
      i = script ? nextLine(text, i) : i + 4;
      continue;
    }
    if (c === '"' || c === "'") {
      if (c === '"' && text.startsWith('"""', i) && !script) {
        const end = text.indexOf('"""', i + 3);
        push('str', text.slice(i + 3, end < 0 ? text.length : end), i);
        i = end < 0 ? text.length : end + 3;
        continue;
      }
      const end = endOfString(text, i + 1, c);
      const body = text.slice(i + 1, end);
      push('str', script ? unescapeScript(body) : unescapeC(body), i);
      i = end + 1;
      continue;
    }
    if (c === '\u201c' || c === '\u201d') {
      // Quotation marks of a word processor: no server takes them, but the page says what it was meant to do.
      const end = text.slice(i + 1, i + 4096).search(/[\u201c\u201d\n]/);
      push('str', text.slice(i + 1, end < 0 ? i + 1 : i + 1 + end), i);
      i += end < 0 ? 1 : end + 2;
      continue;
    }
    if (c === '\u00a1' && (text[i + 1] === '\u00b0' || text[i + 1] === '\u00b1')) {
      // The same in GBK, read with another code page.
      const end = text.slice(i + 2, i + 4096).search(/\u00a1[\u00b0\u00b1]|\n/);
      push('str', text.slice(i + 2, end < 0 ? i + 2 : i + 2 + end), i);
      i += end < 0 ? 2 : end + 4;
      continue;
    }
    const prefix = script ? null : /^(?:\$@|@\$|@|\$+)"/.exec(text.slice(i, i + 6));
    if (prefix) {
      const verbatim = prefix[0].includes('@');
      const start = i + prefix[0].length;
      const end = verbatim ? endOfVerbatim(text, start) : endOfString(text, start, '"');
      const raw = text.slice(start, end);
      const body = verbatim ? raw.replace(/""/g, '"') : unescapeC(raw);
      if (prefix[0].includes('$')) interpolated(body, base + i, budget, out);
      else push('str', body, i);
      i = end + 1;
      continue;
    }
    IDENT.lastIndex = i;
    const word = IDENT.exec(text);
    if (word) {
      push('id', (word[0].includes('\\') ? unescapeC(word[0]) : word[0]).replace(INVISIBLE, '').replace(/^@/, ''), i);
      i = IDENT.lastIndex;
      continue;
    }
    NUMBER.lastIndex = i;
    const number = NUMBER.exec(text);
    if (number) {
      push('num', number[0].replace(/_/g, '').replace(/(?<!x[0-9a-f]*)[uUlLfFdDmM]+$/i, ''), i);
      i = NUMBER.lastIndex;
      continue;
    }
    if (script && c === '/' && regexMayStand(out.at(-1))) {
      const match = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/.exec(text.slice(i, i + 2000));
      if (match) {
        push('regex', match[0], i);
        i += match[0].length;
        continue;
      }
    }
    OPERATOR.lastIndex = i;
    const operator = OPERATOR.exec(text)?.[0] ?? c;
    push('op', operator, i);
    i += Math.max(1, operator.length);
  }
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function regexMayStand(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.k === 'op') return before.v !== ')' && before.v !== ']' && before.v !== '}';
  return before.k === 'id' && BEFORE_REGEX.has(before.v);
}

/** `$"a{b}c"` becomes `("a" + (b) + "c")`. */
function interpolated(body: string, at: number, budget: Budget, out: Token[]): void {
  const op = (v: string): void => {
    out.push({ k: 'op', v, at });
  };
  op('(');
  let text = '';
  let i = 0;
  while (i < body.length) {
    const c = body[i] ?? '';
    if ((c === '{' || c === '}') && body[i + 1] === c) {
      text += c;
      i += 2;
    } else if (c === '{') {
      let depth = 1;
      let end = i + 1;
      while (end < body.length && depth > 0) {
        if (body[end] === '{') depth++;
        else if (body[end] === '}') depth--;
        end++;
      }
      out.push({ k: 'str', v: text, at });
      text = '';
      op('+');
      op('(');
      tokenizeC(body.slice(i + 1, Math.max(i + 1, end - 1)).replace(/:[^:?"]*$/, ''), at, false, budget, out);
      op(')');
      op('+');
      i = end;
    } else {
      text += c;
      i++;
    }
  }
  out.push({ k: 'str', v: text, at });
  op(')');
}
