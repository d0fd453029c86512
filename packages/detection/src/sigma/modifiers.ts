/**
 * One `field|modifier|modifier: values` item -> tests. Modifiers as in the Sigma modifiers appendix 2.1
 * (https://github.com/SigmaHQ/sigma-specification, 2025-08-02), applied in the order given.
 */
import { parseNetwork } from './cidr.js';
import { both, type Comparison, type DatePart, type Node, type Test } from './detection.js';
import { asciiBytes, base64, base64Offsets, binary, utf16 } from './encodings.js';
import { DASH, DASHES, StringPattern, surround, type Token, tokenise } from './pattern.js';
import { compileRegex, RegexSyntaxError } from './regex/index.js';

/** The rule is not valid or asks for something that cannot be done; the message is one line for its author. */
export class SigmaError extends Error {}

/** Values that one item may hold. */
export const MAX_VALUES = 20_000;
/** Characters of one value. */
export const MAX_VALUE_LENGTH = 32_768;

/** What placeholders stand for, by name without the percent signs (lower case); the values may hold wildcards. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;
/** Values that the placeholders of one value may stand for together. */
export const MAX_EXPANDED = 20_000;

type How = 'equals' | 'contains' | 'startswith' | 'endswith';
type Value =
  | { readonly kind: 'text'; readonly tokens: readonly Token[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' };

const DATE_PARTS: readonly string[] = ['minute', 'hour', 'day', 'week', 'month', 'year'];
const COMPARISONS: readonly string[] = ['lt', 'lte', 'gt', 'gte'];
const TYPES: readonly string[] = ['re', 'cidr', 'exists', 'fieldref'];

interface Chain {
  field: string | undefined;
  all: boolean;
  negated: boolean;
  cased: boolean;
  how: How | undefined;
  type: 're' | 'cidr' | 'exists' | 'fieldref' | undefined;
  flags: { ignoreCase: boolean; multiline: boolean; dotAll: boolean };
  comparison: Comparison | undefined;
  part: DatePart | undefined;
  expand: boolean;
  /** Each step turns one value into one or several alternatives, in the order of the chain. */
  transforms: string[];
}

/** @throws SigmaError */
export function compileItem(key: string, raw: unknown, placeholders: Placeholders = NO_PLACEHOLDERS): Node {
  const [name = '', ...modifiers] = key.split('|');
  const chain = readChain(name.trim(), modifiers, key);
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (list.length === 0) throw new SigmaError(`${key}: the list is empty`);
  if (list.length > MAX_VALUES) throw new SigmaError(`${key}: more than ${MAX_VALUES} values`);
  if (chain.all && list.length === 1) throw new SigmaError(`${key}: all needs more than one value`);
  if (list.length > 1 && list.some((value) => value === null || value === undefined))
    throw new SigmaError(`${key}: null cannot be part of a list`);
  const nodes = list.map((value) => {
    if (chain.type === 're') return compileRegexValue(chain, value, key);
    if (!chain.expand || typeof value !== 'string') return compileValue(chain, readValue(value, key), key);
    const expanded = expand(value, placeholders, key);
    return both(
      'or',
      expanded.map((one) => compileValue(chain, readValue(one, key), key)),
    );
  });
  const linked = both(chain.all ? 'and' : 'or', nodes);
  return chain.negated ? { kind: 'not', part: linked } : linked;
}

const NO_PLACEHOLDERS: Placeholders = new Map();

/** The values that a text with placeholders stands for; a percent sign behind a backslash is itself. */
function expand(value: string, placeholders: Placeholders, key: string): string[] {
  let out = [''];
  let at = 0;
  // One placeholder, an escaped percent sign, or anything else; a lone percent sign is itself.
  for (const match of value.matchAll(/\\%|%([^%\s\\]{1,200})%/g)) {
    const before = value.slice(at, match.index);
    at = match.index + match[0].length;
    const name = match[1];
    const values = name === undefined ? ['%'] : placeholders.get(name.toLowerCase());
    if (values === undefined || values.length === 0)
      throw new SigmaError(`${key}: placeholders need values, and none are given for %${(name ?? '').slice(0, 60)}%`);
    if (out.length * values.length > MAX_EXPANDED)
      throw new SigmaError(`${key}: its placeholders stand for more than ${MAX_EXPANDED} values`);
    out = out.flatMap((head) => values.map((one) => head + before + one));
  }
  return out.map((head) => head + value.slice(at));
}

function readChain(name: string, modifiers: readonly string[], key: string): Chain {
  const chain: Chain = {
    field: name === '' ? undefined : name,
    all: false,
    negated: false,
    cased: false,
    how: undefined,
    type: undefined,
    flags: { ignoreCase: false, multiline: false, dotAll: false },
    comparison: undefined,
    part: undefined,
    expand: false,
    transforms: [],
  };
  for (const modifier of modifiers.map((m) => m.trim())) {
    if (modifier === 'all') chain.all = true;
    else if (modifier === 'neq') chain.negated = true;
    else if (modifier === 'cased') chain.cased = true;
    else if (modifier === 'contains' || modifier === 'startswith' || modifier === 'endswith') {
      if (chain.how !== undefined) throw new SigmaError(`${key}: ${chain.how} and ${modifier} exclude each other`);
      chain.how = modifier;
      chain.transforms.push(modifier);
    } else if (TYPES.includes(modifier)) {
      if (chain.type !== undefined) throw new SigmaError(`${key}: ${chain.type} and ${modifier} exclude each other`);
      chain.type = modifier as 're' | 'cidr' | 'exists' | 'fieldref';
    } else if (modifier === 'i' || modifier === 'm' || modifier === 's') {
      if (chain.type !== 're') throw new SigmaError(`${key}: ${modifier} belongs after re`);
      if (modifier === 'i') chain.flags.ignoreCase = true;
      else if (modifier === 'm') chain.flags.multiline = true;
      else chain.flags.dotAll = true;
    } else if (COMPARISONS.includes(modifier)) {
      if (chain.comparison !== undefined) throw new SigmaError(`${key}: two comparisons`);
      chain.comparison = modifier as Comparison;
    } else if (DATE_PARTS.includes(modifier)) {
      if (chain.part !== undefined) throw new SigmaError(`${key}: two parts of a date`);
      chain.part = modifier as DatePart;
    } else if (modifier === 'expand') chain.expand = true;
    else if (modifier === 'base64' || modifier === 'base64offset' || modifier === 'windash')
      chain.transforms.push(modifier);
    else if (modifier === 'wide' || modifier === 'utf16le' || modifier === 'utf16be' || modifier === 'utf16')
      chain.transforms.push(modifier);
    else throw new SigmaError(`${key}: unknown modifier ${JSON.stringify(modifier.slice(0, 40))}`);
  }
  checkChain(chain, key);
  return chain;
}

function checkChain(chain: Chain, key: string): void {
  const numeric = chain.comparison !== undefined || chain.part !== undefined;
  const onlyHow = chain.transforms.every((t) => t === chain.how);
  if (numeric && (chain.type !== undefined || chain.transforms.length > 0))
    throw new SigmaError(`${key}: a comparison of numbers takes no other modifiers of the value`);
  if (
    chain.type !== undefined &&
    chain.type !== 'fieldref' &&
    !(chain.type === 're' && onlyHow && chain.how === 'contains')
  )
    if (chain.transforms.length > 0)
      throw new SigmaError(`${key}: ${chain.type} takes no other modifiers of the value`);
  if (chain.expand && (numeric || chain.type !== undefined))
    throw new SigmaError(`${key}: placeholders are for text, not for other types of values`);
  if (chain.type === 'fieldref' && !onlyHow) throw new SigmaError(`${key}: fieldref takes no encodings`);
  if (chain.field === undefined && (numeric || (chain.type !== undefined && chain.type !== 're')))
    throw new SigmaError(`${key}: this modifier needs a field`);
}

function readValue(raw: unknown, key: string): Value {
  if (raw === null || raw === undefined) return { kind: 'null' };
  if (typeof raw === 'string') {
    if (raw.length > MAX_VALUE_LENGTH)
      throw new SigmaError(`${key}: a value is longer than ${MAX_VALUE_LENGTH} characters`);
    return { kind: 'text', tokens: tokenise(raw) };
  }
  if (typeof raw === 'number' && Number.isFinite(raw)) return { kind: 'number', value: raw };
  if (typeof raw === 'bigint') return { kind: 'text', tokens: [{ kind: 'text', text: raw.toString() }] };
  if (typeof raw === 'boolean') return { kind: 'boolean', value: raw };
  throw new SigmaError(`${key}: a value must be text, a number, true, false or null`);
}

function compileValue(chain: Chain, value: Value, key: string): Node {
  const leaf = (test: Test): Node => ({ kind: 'test', test });
  const field = chain.field;
  if (chain.comparison !== undefined || chain.part !== undefined) {
    const number = asNumber(value);
    if (number === undefined || field === undefined) throw new SigmaError(`${key}: the value must be a number`);
    const comparison = chain.comparison ?? 'eq';
    return chain.part === undefined
      ? leaf({ kind: 'number', field, comparison, value: number })
      : leaf({ kind: 'date', field, part: chain.part, comparison, value: number });
  }
  if (chain.type === 'exists') {
    const text = value.kind === 'text' ? plain(value.tokens)?.toLowerCase() : undefined;
    const expected =
      value.kind === 'boolean' ? value.value : text === 'true' ? true : text === 'false' ? false : undefined;
    if (expected === undefined || field === undefined) throw new SigmaError(`${key}: exists takes true or false`);
    return leaf({ kind: 'exists', field, expected });
  }
  if (chain.type === 'cidr') {
    const network = parseNetwork(value.kind === 'text' ? (plain(value.tokens) ?? '') : '');
    if (network === undefined || field === undefined) throw new SigmaError(`${key}: not a network in CIDR notation`);
    return leaf({ kind: 'network', field, network });
  }
  if (chain.type === 'fieldref') {
    const other = value.kind === 'text' ? plain(value.tokens) : undefined;
    if (other === undefined || other === '' || field === undefined)
      throw new SigmaError(`${key}: fieldref takes the name of a field`);
    return leaf({ kind: 'field', field, other, how: chain.how ?? 'equals', cased: chain.cased });
  }
  if (value.kind === 'null') {
    if (field === undefined) throw new SigmaError(`${key}: null is no keyword`);
    if (chain.transforms.length > 0 || chain.type !== undefined)
      throw new SigmaError(`${key}: null cannot be combined with modifiers of text`);
    return leaf({ kind: 'absent', field });
  }
  return compileText(chain, value, key);
}

function compileText(chain: Chain, value: Value, key: string): Node {
  const field = chain.field;
  const tokens: readonly Token[] =
    value.kind === 'text' ? value.tokens : [{ kind: 'text', text: value.kind === 'null' ? '' : String(value.value) }];
  const alternatives = chain.transforms.reduce<(readonly Token[])[]>(
    (all, transform) => all.flatMap((one) => applyTransform(transform, one, key)),
    [tokens],
  );
  return both(
    'or',
    alternatives.map((one) => {
      const pattern = new StringPattern(field === undefined ? surround(one, true, true) : one, chain.cased);
      if (field !== undefined && pattern.isEmpty) return { kind: 'test', test: { kind: 'absent', field } };
      if (field === undefined && pattern.literals().length === 0) throw new SigmaError(`${key}: an empty keyword`);
      return { kind: 'test', test: { kind: 'text', field, pattern } };
    }),
  );
}

/** A regular expression is taken as it stands: its backslashes are its own. */
function compileRegexValue(chain: Chain, value: unknown, key: string): Node {
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new SigmaError(`${key}: a regular expression must be text`);
  try {
    const regex = compileRegex(String(value), chain.flags);
    return { kind: 'test', test: { kind: 'regex', field: chain.field, regex } };
  } catch (error) {
    if (error instanceof RegexSyntaxError) throw new SigmaError(`${key}: the regular expression: ${error.message}`);
    throw error;
  }
}

function asNumber(value: Value): number | undefined {
  if (value.kind === 'number') return value.value;
  const text = value.kind === 'text' ? plain(value.tokens)?.trim() : undefined;
  return text !== undefined && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function plain(tokens: readonly Token[]): string | undefined {
  if (tokens.length === 0) return '';
  const [only] = tokens;
  return tokens.length === 1 && only?.kind === 'text' ? only.text : undefined;
}

function applyTransform(transform: string, tokens: readonly Token[], key: string): (readonly Token[])[] {
  switch (transform) {
    case 'contains':
      return [surround(tokens, true, true)];
    case 'startswith':
      return [surround(tokens, false, true)];
    case 'endswith':
      return [surround(tokens, true, false)];
    case 'windash':
      return [windash(tokens)];
    case 'base64':
    case 'base64offset': {
      const text = plain(tokens);
      if (text === undefined) throw new SigmaError(`${key}: wildcards cannot be encoded in Base64`);
      const bytes = binary(text);
      const encoded = transform === 'base64' ? [base64(bytes)] : base64Offsets(bytes);
      return encoded.map((one) => [{ kind: 'text', text: one }]);
    }
    default: {
      const order = transform === 'utf16be' ? 'be' : 'le';
      const mark: Token[] = transform === 'utf16' ? [{ kind: 'text', text: asciiBytes([0xff, 0xfe]) }] : [];
      const encoded = tokens.map(
        (token): Token =>
          token.kind === 'text' ? { kind: 'text', text: asciiBytes(utf16(token.text, order)) } : token,
      );
      return [joinText([...mark, ...encoded])];
    }
  }
}

function joinText(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    const last = out[out.length - 1];
    if (token.kind === 'text' && last?.kind === 'text')
      out[out.length - 1] = { kind: 'text', text: last.text + token.text };
    else out.push(token);
  }
  return out;
}

/** The dash that begins an option: nothing of a word before it, a letter, digit or underscore behind it. */
function windash(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== 'text') {
      out.push(token);
      continue;
    }
    let text = '';
    for (let i = 0; i < token.text.length; i++) {
      const c = token.text[i] ?? '';
      const before = token.text[i - 1] ?? '';
      const behind = token.text[i + 1] ?? '';
      if (DASHES.includes(c) && !/\w/.test(before) && /\w/.test(behind)) {
        if (text !== '') out.push({ kind: 'text', text });
        text = '';
        out.push(DASH);
      } else text += c;
    }
    if (text !== '') out.push({ kind: 'text', text });
  }
  return out;
}
