/** Tokens of VBScript and VB.NET: line ends count, case does not. Total and linear. */
import type { Budget } from './limits.js';
import { INVISIBLE, type Token } from './token.js';

const BLANK = /(?:[ \t\f\v\0\u00a0\u3000\u200b\ufeff]|[ \t]_[ \t]*(?:\r\n|\r|\n)|^_[ \t]*(?:\r\n|\r|\n))*/y;
/** Signs outside ASCII count as letters: in a page read with the wrong code page they are pieces of letters. */
const IDENT =
  /(?:[A-Za-z_\u00a1-\u2017\u2020-\u2fff\u3001-\ufefe][\w\u00a1-\u2017\u2020-\u2fff\u3001-\ufefe]*)[%&@!#$]?(?![\w"“”(])|(?:[A-Za-z_\u00a1-\u2017\u2020-\u2fff\u3001-\ufefe][\w\u00a1-\u2017\u2020-\u2fff\u3001-\ufefe]*)|\[[^\]\r\n]{1,200}\]/y;
const NUMBER = /&[hH][0-9a-fA-F]+&?|&[oO][0-7]+&?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[%&!#@SILDFR]?(?![\w"])|\d+(?:\.\d+)?/y;
/** A line that can only be the rest of the one before, inside brackets. */
const GOES_ON = /^\s*[(),&]/;
const OPERATOR = /:=|<>|><|<=|=<|>=|=>|\+=|-=|&=|\*=|<<|>>|[\s\S]/y;
/** VB.NET takes typographic quotation marks; VBScript does not, and in its pages they are halves of other characters. */
const PLAIN_QUOTES = new Set(['"']);
const ALL_QUOTES = new Set(['"', '\u201c', '\u201d', '\u201e']);

export function tokenizeVb(text: string, base: number, dotNet: boolean, budget: Budget, out: Token[]): void {
  const quotes = dotNet ? ALL_QUOTES : PLAIN_QUOTES;
  let i = 0;
  let depth = 0;
  while (i < text.length) {
    BLANK.lastIndex = i;
    BLANK.test(text);
    i = Math.max(i, BLANK.lastIndex);
    if (i >= text.length) break;
    if (!budget.token()) return;
    const c = text[i] ?? '';
    const at = base + i;
    if (c === '\n' || c === '\r') {
      // VB.NET goes on over the line end inside parentheses and after an operator.
      const last = out.at(-1);
      const open = dotNet && (depth > 0 || (last?.k === 'op' && /^[,&+\-*/=({.]$/.test(last.v)));
      if (!dotNet && depth > 0 && GOES_ON.test(text.slice(i, i + 40))) {
        i++;
        continue;
      }
      if (!open && last?.k !== 'nl') out.push({ k: 'nl', v: '\n', at });
      if (!open) depth = 0;
      i++;
      continue;
    }
    if (c === "'" || (dotNet && (c === '\u2018' || c === '\u2019'))) {
      i = lineEnd(text, i);
      continue;
    }
    if ((c === '<' && text.startsWith('<!--', i)) || (c === '-' && text.startsWith('-->', i))) {
      // VBScript takes these for comments.
      i = lineEnd(text, i);
      continue;
    }
    if (c === '\u00a1' && (text[i + 1] === '\u00b0' || text[i + 1] === '\u00b1')) {
      // Quotation marks of a word processor in GBK: no server takes them, but the page says what it was meant to do.
      const end = text.slice(i + 2, i + 4096).search(/\u00a1[\u00b0\u00b1]|[\r\n]/);
      if (end >= 0) {
        out.push({ k: 'str', v: text.slice(i + 2, i + 2 + end), at });
        i += end + 4;
        continue;
      }
    }
    if (quotes.has(c)) {
      let value = '';
      let from = i + 1;
      let j = from;
      for (; j < text.length; j++) {
        const d = text[j] ?? '';
        if (d === '\n' || d === '\r') break;
        if (!quotes.has(d)) continue;
        if (!quotes.has(text[j + 1] ?? '')) break;
        value += text.slice(from, j + 1);
        from = j + 2;
        j++;
      }
      value += text.slice(from, j);
      out.push({ k: 'str', v: value, at });
      i = quotes.has(text[j] ?? '') ? j + 1 : j;
      if (dotNet && /^[cC](?!\w)/.test(text.slice(i, i + 2))) i++;
      continue;
    }
    if (c === '&' || (c >= '0' && c <= '9')) {
      NUMBER.lastIndex = i;
      const number = NUMBER.exec(text)?.[0];
      if (number !== undefined) {
        out.push({ k: 'num', v: vbNumber(number), at });
        i += number.length;
        continue;
      }
    }
    IDENT.lastIndex = i;
    const word = IDENT.exec(text)?.[0];
    if (word !== undefined) {
      const name = word
        .replace(INVISIBLE, '')
        .replace(/^\[(.*)\]$/, '$1')
        .replace(/[%&@!#$]$/, '')
        .normalize('NFKC');
      const before = out.at(-1);
      if (/^rem$/i.test(name) && (before === undefined || before.k === 'nl')) {
        i = lineEnd(text, i);
        continue;
      }
      out.push({ k: 'id', v: name, at });
      i += word.length;
      continue;
    }
    OPERATOR.lastIndex = i;
    let operator = OPERATOR.exec(text)?.[0] ?? c;
    i += Math.max(1, operator.length);
    if (operator === ':') {
      out.push({ k: 'nl', v: ':', at });
      continue;
    }
    if (operator >= '\uff01' && operator <= '\uff5e') operator = operator.normalize('NFKC');
    if (operator === '(' || operator === '{') depth++;
    else if ((operator === ')' || operator === '}') && depth > 0) depth--;
    out.push({ k: 'op', v: operator, at });
  }
}

function vbNumber(text: string): string {
  const radix = /^&([hHoO])([0-9a-fA-F]+)/.exec(text);
  if (radix === null) return text.replace(/[%&!#@SILDFR]$/, '');
  return String(Number.parseInt(radix[2] ?? '0', /h/i.test(radix[1] ?? '') ? 16 : 8));
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === '\n' || text[i] === '\r') return i;
  return text.length;
}
