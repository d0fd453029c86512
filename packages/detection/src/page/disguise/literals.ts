/** Ways to write one text in each language so that it does not stand there as it is. Used by tests only. */
import type { Dialect } from '../ast.js';
import type { Choice } from './random.js';

type Writer = (text: string, choice: Choice, again: (text: string) => string) => string;

/** In pieces: this file must not look like a shell. */
const FROM_BASE64 = ['FromBase64', 'String'].join('');

const codes = (text: string): number[] => Array.from(text, (c) => c.charCodeAt(0));
const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');
const reversed = (text: string): string => Array.from(text).reverse().join('');
const base64 = (text: string): string => btoa(text);
/** The text with `junk` between its characters. */
const salted = (text: string, junk: string): string => Array.from(text).join(junk);

const vb = (text: string): string => `"${text.replace(/"/g, '""')}"`;
const c = (text: string): string => `"${text.replace(/[\\"]/g, (x) => `\\${x}`)}"`;

function halves(text: string, choice: Choice, again: (text: string) => string, by: string): string {
  const at = 1 + choice.number(text.length - 1);
  return `${again(text.slice(0, at))} ${by} ${again(text.slice(at))}`;
}

const VBSCRIPT: readonly Writer[] = [
  (x) => vb(x),
  (x, n, again) => `(${halves(x, n, again, n.of(['&', '+']))})`,
  (x) =>
    codes(x)
      .map((k) => `Chr(${k})`)
      .join('&'),
  (x) =>
    codes(x)
      .map((k) => `ChrW(&H${hex(k, 2)})`)
      .join(' & '),
  (x) => `StrReverse(${vb(reversed(x))})`,
  (x) => `Replace(${vb(salted(x, '~'))}, "~", "")`,
  (x) => `Join(Array(${Array.from(x, vb).join(',')}), "")`,
  (x) => `Join(Split(${vb(salted(x, '|'))}, "|"), "")`,
  (x, n) => {
    const before = n.number(9);
    return `Mid(${vb(`${'z'.repeat(before)}${x}qq`)}, ${before + 1}, ${x.length})`;
  },
];

const VBNET: readonly Writer[] = [
  (x) => vb(x),
  (x, n, again) => `(${halves(x, n, again, '&')})`,
  (x) =>
    codes(x)
      .map((k) => `Chr(${k})`)
      .join(' & '),
  (x) => `StrReverse(${vb(reversed(x))})`,
  (x) => `${vb(salted(x, '~'))}.Replace("~", "")`,
  (x) => `String.Concat(${Array.from(x, vb).join(', ')})`,
  (x) => `System.Text.Encoding.ASCII.GetString(Convert.${FROM_BASE64}(${vb(base64(x))}))`,
  (x) => `System.Text.Encoding.ASCII.GetString(New Byte() {${codes(x).join(', ')}})`,
];

const CSHARP: readonly Writer[] = [
  (x) => c(x),
  (x) => `@"${x.replace(/"/g, '""')}"`,
  (x, n, again) => `(${halves(x, n, again, '+')})`,
  (x) =>
    `"${codes(x)
      .map((k) => `\\u${hex(k, 4)}`)
      .join('')}"`,
  (x) =>
    `"${codes(x)
      .map((k) => `\\x${hex(k, 4)}`)
      .join('')}"`,
  (x) => `string.Concat(${Array.from(x, c).join(', ')})`,
  (x) => `new string(new char[] { ${Array.from(x, (y) => `'${y === "'" || y === '\\' ? `\\${y}` : y}'`).join(', ')} })`,
  (x) =>
    `new string(new char[] { ${codes(x)
      .map((k) => `(char)${k}`)
      .join(', ')} })`,
  (x) => `System.Text.Encoding.UTF8.GetString(System.Convert.${FROM_BASE64}(${c(base64(x))}))`,
  (x) =>
    `System.Text.Encoding.ASCII.GetString(new byte[] { ${codes(x)
      .map((k) => `0x${hex(k, 2)}`)
      .join(', ')} })`,
  (x) => `string.Join("", new string[] { ${Array.from(x, c).join(', ')} })`,
  (x) => `${c(salted(x, '~'))}.Replace("~", "")`,
  (x) => `string.Format("{0}{1}", ${c(x.slice(0, 1))}, ${c(x.slice(1))})`,
  (x) => `${c(`zz${x}qq`)}.Substring(2, ${x.length})`,
];

const JSCRIPT: readonly Writer[] = [
  (x) => c(x),
  (x) => `'${x.replace(/[\\']/g, (y) => `\\${y}`)}'`,
  (x, n, again) => `(${halves(x, n, again, '+')})`,
  (x) =>
    `"${codes(x)
      .map((k) => `\\x${hex(k, 2)}`)
      .join('')}"`,
  (x) =>
    `"${codes(x)
      .map((k) => `\\u${hex(k, 4)}`)
      .join('')}"`,
  (x) => `String.fromCharCode(${codes(x).join(', ')})`,
  (x) =>
    `unescape("${codes(x)
      .map((k) => `%${hex(k, 2)}`)
      .join('')}")`,
  (x) => `${c(reversed(x))}.split("").reverse().join("")`,
  (x) => `[${Array.from(x, c).join(', ')}].join("")`,
];

const WRITERS: Readonly<Record<Dialect, readonly Writer[]>> = {
  vbscript: VBSCRIPT,
  vbnet: VBNET,
  csharp: CSHARP,
  jscript: JSCRIPT,
};

/** A function that decodes what `decoded` wrote: hexadecimal numbers and an exclusive or. */
export function decoderSource(name: string, key: number, dialect: Dialect): string {
  switch (dialect) {
    case 'vbscript':
      return `Function ${name}(s)\nDim i, r\nFor i = 1 To Len(s) Step 2\nr = r & Chr(CInt("&H" & Mid(s, i, 2)) Xor ${key})\nNext\n${name} = r\nEnd Function\n`;
    case 'vbnet':
      return `Function ${name}(s As String) As String\nDim r As String = ""\nFor i As Integer = 0 To s.Length - 1 Step 2\nr &= Chr(Convert.ToInt32(s.Substring(i, 2), 16) Xor ${key})\nNext\nReturn r\nEnd Function\n`;
    case 'csharp':
      return `static string ${name}(string s) { var r = new System.Text.StringBuilder(); for (int i = 0; i < s.Length; i += 2) { r.Append((char)(Convert.ToInt32(s.Substring(i, 2), 16) ^ ${key})); } return r.ToString(); }\n`;
    case 'jscript':
      return `function ${name}(s) { var r = ""; for (var i = 0; i < s.length; i += 2) { r += String.fromCharCode(parseInt(s.substr(i, 2), 16) ^ ${key}); } return r; }\n`;
  }
}

export interface Decoder {
  readonly name: string;
  readonly key: number;
}

/** `text` (ASCII) as an expression of the language. */
export function literal(text: string, dialect: Dialect, choice: Choice, decoder?: Decoder, depth = 2): string {
  if (decoder !== undefined && text.length > 3 && choice.chance(50))
    return `${decoder.name}("${codes(text)
      .map((k) => hex(k ^ decoder.key, 2))
      .join('')}")`;
  const writers = WRITERS[dialect];
  const plain = dialect === 'vbscript' || dialect === 'vbnet' ? vb(text) : c(text);
  if (depth === 0 || text.length < 2) return plain;
  const writer = writers[choice.number(writers.length)];
  return writer?.(text, choice, (part) => literal(part, dialect, choice, decoder, depth - 1)) ?? plain;
}
