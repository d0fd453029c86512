/** A rule file: rules, and what could not be read with its place. A rule that cannot be read costs only itself. */
import { MAX_RULE_FILE, MAX_RULES } from '../limits.js';
import type { Modifiers, YaraRule, YaraString } from './ast.js';
import { YaraSyntaxError } from './error.js';
import { parseHex } from './hex.js';
import { parseCondition } from './parse-condition.js';
import { Reader } from './reader.js';
import { parseByteRegex } from './regex.js';

export interface ParsedFile {
  readonly origin: string;
  readonly rules: readonly YaraRule[];
  readonly imports: readonly string[];
  readonly includes: readonly string[];
  readonly refused: readonly Refused[];
}

/** A rule that is not run, and why. */
export interface Refused {
  readonly origin: string;
  readonly line: number;
  /** Undefined where not even its name could be read. */
  readonly rule: string | undefined;
  readonly reason: string;
}

const NEXT_RULE = /^[ \t]*(?:(?:private|global)\s+)*rule\s+[A-Za-z_]\w*\s*[:{]/gm;

/** Never throws. */
export function parseYara(bytes: Uint8Array, origin: string): ParsedFile {
  const source = binaryText(bytes.subarray(0, MAX_RULE_FILE));
  const reader = new Reader(source);
  const rules: YaraRule[] = [];
  const imports: string[] = [];
  const includes: string[] = [];
  const refused: Refused[] = [];
  const lines = new LineCounter(source);
  const refuse = (at: number, rule: string | undefined, reason: string): void => {
    refused.push({ origin, line: lines.lineOf(at), rule, reason });
  };
  if (bytes.length > MAX_RULE_FILE) refuse(0, undefined, 'the rule file is too large; what lies beyond was not read');
  if (source.startsWith('\xef\xbb\xbf')) reader.jump(3);
  const names = new Set<string>();
  for (;;) {
    let start = reader.position;
    let name: string | undefined;
    try {
      const token = reader.peek();
      start = token.at;
      if (token.kind === 'end') break;
      if (rules.length >= MAX_RULES) {
        refuse(start, undefined, 'too many rules in one file; the rest was not read');
        break;
      }
      if (reader.accept('import')) imports.push(textOf(reader));
      else if (reader.accept('include')) includes.push(textOf(reader));
      else {
        const parsed = parseRule(reader, (found) => {
          name = found;
        });
        if (names.has(parsed.name)) throw new YaraSyntaxError('a second rule of this name in one file', start);
        names.add(parsed.name);
        const { lastEnd } = reader;
        rules.push({
          ...parsed,
          origin,
          line: lines.lineOf(start),
          imports,
          source: source.slice(start, lastEnd),
        });
      }
    } catch (error) {
      if (!(error instanceof YaraSyntaxError)) throw error;
      refuse(error.at === 0 ? start : error.at, name, error.message);
      // The rest of this rule cannot be told from its strings: the next line that begins one.
      NEXT_RULE.lastIndex = Math.max(start + 1, name === undefined ? start + 1 : start + 5);
      const next = NEXT_RULE.exec(source);
      if (next === null) break;
      reader.jump(next.index);
    }
  }
  return { origin, rules, imports, includes, refused };
}

type RuleBody = Omit<YaraRule, 'origin' | 'line' | 'imports' | 'source'>;

function parseRule(reader: Reader, named: (name: string) => void): RuleBody {
  let isPrivate = false;
  let isGlobal = false;
  for (;;) {
    if (reader.accept('private')) isPrivate = true;
    else if (reader.accept('global')) isGlobal = true;
    else break;
  }
  reader.expect('rule');
  const name = reader.word('the name of the rule');
  named(name);
  const tags: string[] = [];
  if (reader.accept(':')) while (reader.peek().kind === 'word') tags.push(reader.take().text);
  reader.expect('{');
  const meta = parseMeta(reader);
  const strings = parseStrings(reader);
  reader.expect('condition');
  reader.expect(':');
  const condition = parseCondition(reader);
  reader.expect('}');
  return { name, isPrivate, isGlobal, tags, meta, strings, condition };
}

function parseMeta(reader: Reader): YaraRule['meta'] {
  const meta: (readonly [string, string | number | boolean])[] = [];
  if (!reader.accept('meta')) return meta;
  reader.expect(':');
  while (reader.peek().kind === 'word' && reader.peek().text !== 'strings' && reader.peek().text !== 'condition') {
    const name = reader.take().text;
    reader.expect('=');
    const negative = reader.accept('-');
    const token = reader.take();
    if (token.kind === 'text') meta.push([name, utf8(token.text)]);
    else if (token.kind === 'integer') meta.push([name, negative ? -token.value : token.value]);
    else if (token.text === 'true' || token.text === 'false') meta.push([name, token.text === 'true']);
    else throw new YaraSyntaxError(`unexpected "${token.text}" in meta`, token.at);
  }
  return meta;
}

function parseStrings(reader: Reader): YaraString[] {
  const strings: YaraString[] = [];
  if (!reader.accept('strings')) return strings;
  reader.expect(':');
  const ids = new Set<string>();
  while (reader.peek().kind === 'string-id') {
    const { text: id, at } = reader.take();
    if (!id.startsWith('$') || id.endsWith('*')) throw new YaraSyntaxError(`unexpected "${id}"`, at);
    if (id !== '$' && ids.has(id)) throw new YaraSyntaxError(`a second string ${id}`, at);
    ids.add(id);
    reader.expect('=');
    strings.push(parseString(reader, id, at));
  }
  return strings;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function parseString(reader: Reader, id: string, at: number): YaraString {
  const regex = reader.regex();
  const hex = regex === undefined ? reader.hex() : undefined;
  const text = regex === undefined && hex === undefined ? textOf(reader) : undefined;
  const { isPrivate, modifiers } = parseModifiers(reader, at);
  if (regex !== undefined) {
    if (modifiers.xor ?? modifiers.base64 ?? modifiers.base64wide)
      throw new YaraSyntaxError(`${id}: this modifier is for texts only`, at);
    const nocase = modifiers.nocase || regex.flags.includes('i');
    const node = parseByteRegex(regex.source, nocase, regex.flags.includes('s'));
    return { id, isPrivate, content: { kind: 'regex', source: `${regex.source}/${regex.flags}`, node }, modifiers };
  }
  if (hex !== undefined) {
    if (modifiers.nocase || modifiers.wide || modifiers.fullword || modifiers.xor || modifiers.base64)
      throw new YaraSyntaxError(`${id}: this modifier is not for hex strings`, at);
    return { id, isPrivate, content: { kind: 'hex', node: parseHex(hex) }, modifiers };
  }
  if (text === undefined || text.length === 0) throw new YaraSyntaxError(`${id}: an empty string`, at);
  const { nocase, xor, base64, base64wide, fullword } = modifiers;
  if ((xor || base64 || base64wide) && nocase)
    throw new YaraSyntaxError(`${id}: nocase does not go with xor, base64`, at);
  if ((base64 || base64wide) && (xor || fullword))
    throw new YaraSyntaxError(`${id}: base64 does not go with xor, fullword`, at);
  if ((base64 || base64wide) && text.length < 3) throw new YaraSyntaxError(`${id}: too short for base64`, at);
  return { id, isPrivate, content: { kind: 'text', bytes: bytesOf(text) }, modifiers };
}

function parseModifiers(reader: Reader, at: number): { isPrivate: boolean; modifiers: Modifiers } {
  const flags = new Set<string>();
  let xor: [number, number] | undefined;
  let base64: string | undefined;
  let base64wide: string | undefined;
  for (;;) {
    const { kind, text } = reader.peek();
    if (kind !== 'word') break;
    if (['nocase', 'ascii', 'wide', 'fullword', 'private'].includes(text)) {
      if (flags.has(text)) throw new YaraSyntaxError(`the modifier ${text} twice`, at);
      flags.add(text);
      reader.take();
    } else if (text === 'xor') {
      reader.take();
      xor = [0, 255];
      if (reader.accept('(')) {
        const from = reader.take();
        const to = reader.accept('-') ? reader.take() : from;
        reader.expect(')');
        if (from.kind !== 'integer' || to.kind !== 'integer' || from.value > to.value || to.value > 255)
          throw new YaraSyntaxError('bad range of xor keys', at);
        xor = [from.value, to.value];
      }
    } else if (text === 'base64' || text === 'base64wide') {
      reader.take();
      let alphabet = BASE64;
      if (reader.accept('(')) {
        alphabet = textOf(reader);
        reader.expect(')');
        if (alphabet.length !== 64) throw new YaraSyntaxError('an alphabet of base64 must have 64 characters', at);
      }
      if (text === 'base64') base64 = alphabet;
      else base64wide = alphabet;
    } else break;
  }
  const modifiers: Modifiers = {
    nocase: flags.has('nocase'),
    ascii: flags.has('ascii') || !flags.has('wide'),
    wide: flags.has('wide'),
    fullword: flags.has('fullword'),
    xor,
    base64,
    base64wide,
  };
  return { isPrivate: flags.has('private'), modifiers };
}

function textOf(reader: Reader): string {
  if (reader.peek().kind !== 'text') throw reader.unexpected('a text');
  return reader.take().text;
}

/** One character a byte. */
export function binaryText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join('');
}

export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const utf8 = (binary: string): string => new TextDecoder().decode(bytesOf(binary));

/** Lines of rising offsets. */
class LineCounter {
  #at = 0;
  #line = 1;

  constructor(private readonly source: string) {}

  lineOf(at: number): number {
    if (at < this.#at) {
      this.#at = 0;
      this.#line = 1;
    }
    for (; this.#at < at; this.#at++) if (this.source.charCodeAt(this.#at) === 10) this.#line++;
    return this.#line;
  }
}
