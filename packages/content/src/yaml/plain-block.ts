/**
 * Fast path for what nearly all rule files are: one block mapping of plain or simply quoted values. It declines
 * (undefined) whenever it sees anything else, and the whole language then decides; where it answers, it answers as the
 * library does. YAML 1.2.2, chapters 6 to 8; core schema, chapter 10.3.
 */

/** Deeper blocks are left to the library. */
const MAX_BLOCKS = 20;
/** ASCII without tabs and control characters, and letters of other scripts without special blanks and marks. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u167f\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff]|^(?:---|\.\.\.|%)/m;
const KEY = /^([A-Za-z_][\w|.-]{0,200}(?: [\w|.-]{1,100})*):(?: +(.*))?$/;
const RESERVED = /^(?:null|true|false|__proto__)$/i;
const SINGLE = /^'((?:[^']|'')*)'(?: +#.*)?$/;
const DOUBLE = /^"([^"\\]*)"(?: +#.*)?$/;
const PLAIN_START = /^[A-Za-z0-9_/\\.($]/;
const SHORT_INTEGER = /^(?:0|[1-9]\d{0,14})$/;
/** Everything that the core schema could take for something other than text. */
const NOT_TEXT = /^(?:null|true|false|\.inf|\.nan|0[ox][\da-f]*|[\d.]+(?:e[-+]?\d*)?)$/i;

interface Line {
  readonly indent: number;
  readonly content: string;
  /** Index in the file's lines. */
  readonly at: number;
}

class Declined extends Error {}
const DECLINED = new Declined();

/** The only document of a file and the line (1-based) that it begins on; undefined where the library has to look. */
export function parsePlainBlock(text: string): { readonly value: unknown; readonly line: number } | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    const reader = new BlockReader(text);
    return reader.document();
  } catch (error) {
    if (error === DECLINED) return undefined;
    throw error;
  }
}

class BlockReader {
  readonly #lines: readonly string[];
  #at = 0;
  #current: Line | undefined;

  constructor(text: string) {
    this.#lines = text.split('\n');
    this.#skip();
  }

  document(): { readonly value: unknown; readonly line: number } {
    const first = this.#current;
    if (first === undefined || first.indent !== 0 || !KEY.test(first.content)) throw DECLINED;
    const value = this.#mapping(0, 0);
    if (this.#current !== undefined) throw DECLINED;
    return { value, line: first.at + 1 };
  }

  /** To the next line that is neither empty nor a comment. */
  #skip(): void {
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] ?? '';
      const content = line.trim();
      if (content === '' || content.startsWith('#')) continue;
      this.#current = { indent: line.length - line.trimStart().length, content, at: this.#at++ };
      return;
    }
    this.#current = undefined;
  }

  #block(indent: number, depth: number): unknown {
    if (depth > MAX_BLOCKS) throw DECLINED;
    return this.#current?.content.startsWith('- ') ? this.#sequence(indent, depth) : this.#mapping(indent, depth);
  }

  #mapping(indent: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let line = this.#current; line !== undefined && line.indent >= indent; line = this.#current) {
      const [, key, rest] = KEY.exec(line.content) ?? [];
      if (line.indent > indent || key === undefined || RESERVED.test(key) || Object.hasOwn(map, key)) throw DECLINED;
      map[key] = this.#value(rest ?? '', indent, depth);
    }
    return map;
  }

  #sequence(indent: number, depth: number): unknown[] {
    const items: unknown[] = [];
    for (let line = this.#current; line !== undefined && line.indent >= indent; line = this.#current) {
      if (!line.content.startsWith('- ')) {
        // A sequence may stand as far left as the key it belongs to; then the next key ends it.
        if (line.indent === indent && KEY.test(line.content)) break;
        throw DECLINED;
      }
      if (line.indent > indent) throw DECLINED;
      const content = line.content.slice(1).trimStart();
      if (KEY.test(content)) {
        const inner = indent + line.content.length - content.length;
        this.#current = { indent: inner, content, at: line.at };
        items.push(this.#mapping(inner, depth + 1));
      } else {
        this.#skip();
        items.push(scalar(content));
      }
    }
    return items;
  }

  /** What stands behind `key:`; the reader is behind it then. */
  #value(rest: string, indent: number, depth: number): unknown {
    if (rest === '|') return this.#literal(indent);
    this.#skip();
    if (rest !== '' && !rest.startsWith('#')) return scalar(rest);
    const next = this.#current;
    if (next === undefined || next.indent < indent) return null;
    if (next.indent > indent) return this.#block(next.indent, depth + 1);
    return next.content.startsWith('- ') ? this.#sequence(indent, depth + 1) : null;
  }

  /** Lines as they are, up to the first that is not indented as the first one is; one line end is kept at the end. */
  #literal(indent: number): string {
    const own: string[] = [];
    let deep = -1;
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] ?? '';
      if (line === '') {
        if (deep < 0) throw DECLINED;
        own.push('');
        continue;
      }
      const leading = line.length - line.trimStart().length;
      if (leading === line.length) throw DECLINED;
      if (deep < 0) deep = leading;
      if (deep <= indent) throw DECLINED;
      if (leading < deep) {
        if (leading > indent) throw DECLINED;
        break;
      }
      own.push(line.slice(deep));
    }
    // Without a line end at the end of the file the value has none either.
    if (deep < 0 || (this.#at >= this.#lines.length && this.#lines.at(-1) !== '')) throw DECLINED;
    while (own.at(-1) === '') own.pop();
    this.#skip();
    return `${own.join('\n')}\n`;
  }
}

function scalar(text: string): unknown {
  if (text.startsWith("'")) {
    const quoted = SINGLE.exec(text)?.[1];
    if (quoted === undefined) throw DECLINED;
    return quoted.replaceAll("''", "'");
  }
  if (text.startsWith('"')) {
    const quoted = DOUBLE.exec(text)?.[1];
    if (quoted === undefined) throw DECLINED;
    return quoted;
  }
  if (!PLAIN_START.test(text)) throw DECLINED;
  const comment = text.indexOf(' #');
  const plain = comment < 0 ? text : text.slice(0, comment).trimEnd();
  if (plain.includes(': ') || plain.endsWith(':')) throw DECLINED;
  if (!NOT_TEXT.test(plain)) return plain;
  if (plain === 'true') return true;
  if (plain === 'false') return false;
  if (plain === 'null') return null;
  if (!SHORT_INTEGER.test(plain)) throw DECLINED;
  return Number(plain);
}
