/** Conditions: an operator precedence parser over YARA's own order (documentation, "Conditions"). */
import { MAX_NESTING } from '../limits.js';
import type { Comparison, Expression, NameSet, Quantifier, Range, TextTest } from './ast.js';
import { YaraSyntaxError } from './error.js';
import type { Reader } from './reader.js';
import { parseByteRegex } from './regex.js';

const COMPARISONS = new Set<string>(['==', '!=', '<', '<=', '>', '>=']);
const TESTS = new Set<string>([
  'contains',
  'icontains',
  'startswith',
  'istartswith',
  'endswith',
  'iendswith',
  'iequals',
]);
const isComparison = (text: string): text is Comparison => COMPARISONS.has(text);
const isTest = (text: string): text is TextTest => TESTS.has(text);
const ARITHMETIC: Readonly<Record<string, number>> = {
  '|': 1,
  '^': 2,
  '&': 3,
  '<<': 4,
  '>>': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '\\': 6,
  '%': 6,
};
const READ = /^(u?)int(8|16|32)(be)?$/;

export function parseCondition(reader: Reader): Expression {
  return new ConditionParser(reader).or();
}

class ConditionParser {
  #depth = 0;

  constructor(private readonly reader: Reader) {}

  or(): Expression {
    if (++this.#depth > MAX_NESTING)
      throw new YaraSyntaxError('the condition is nested too deeply', this.reader.position);
    const items = [this.#and()];
    while (this.reader.accept('or')) items.push(this.#and());
    this.#depth--;
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { op: 'or', items };
  }

  #and(): Expression {
    const items = [this.#not()];
    while (this.reader.accept('and')) items.push(this.#not());
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { op: 'and', items };
  }

  #not(): Expression {
    const { kind, text } = this.reader.peek();
    if (kind !== 'word' || (text !== 'not' && text !== 'defined')) return this.#equality();
    this.reader.take();
    if (++this.#depth > MAX_NESTING)
      throw new YaraSyntaxError('the condition is nested too deeply', this.reader.position);
    const item = this.#not();
    this.#depth--;
    return { op: text, item };
  }

  #equality(): Expression {
    let left = this.#relation();
    for (;;) {
      const { text } = this.reader.peek();
      if (text === '==' || text === '!=') {
        this.reader.take();
        left = { op: 'compare', how: text, left, right: this.#relation() };
      } else if (isTest(text)) {
        this.reader.take();
        left = { op: 'test', how: text, left, right: this.#relation() };
      } else if (text === 'matches') {
        this.reader.take();
        const regex = this.reader.regex();
        if (regex === undefined) throw this.reader.unexpected('a regular expression');
        const node = parseByteRegex(regex.source, regex.flags.includes('i'), regex.flags.includes('s'));
        left = { op: 'matches', left, regex: node, source: `${regex.source}/${regex.flags}` };
      } else return left;
    }
  }

  #relation(): Expression {
    let left = this.#arithmetic(1);
    for (;;) {
      const { text } = this.reader.peek();
      if (!isComparison(text) || text === '==' || text === '!=') break;
      this.reader.take();
      left = { op: 'compare', how: text, left, right: this.#arithmetic(1) };
    }
    if (this.reader.peek().text === 'of') return this.#of({ kind: 'count', value: left });
    if (this.reader.peek().text === '%') {
      this.reader.take();
      if (this.reader.peek().text !== 'of') throw this.reader.unexpected('of');
      return this.#of({ kind: 'percent', value: left });
    }
    return left;
  }

  #arithmetic(level: number): Expression {
    let left = this.#unary();
    for (;;) {
      const { kind, text, at } = this.reader.peek();
      const own = kind === 'sign' ? ARITHMETIC[text] : undefined;
      if (own === undefined || own < level) return left;
      // `25% of them`: the sign belongs to the quantifier.
      if (text === '%' && /^%\s*of\b/.test(this.reader.source.slice(at, at + 200))) return left;
      this.reader.take();
      const right = this.#arithmetic(own + 1);
      left = { op: 'arithmetic', how: arithmeticSign(text), left, right };
    }
  }

  #unary(): Expression {
    const negative = this.reader.accept('-');
    if (negative || this.reader.accept('~')) {
      if (++this.#depth > MAX_NESTING)
        throw new YaraSyntaxError('the condition is nested too deeply', this.reader.position);
      const item = this.#unary();
      this.#depth--;
      return { op: negative ? 'negate' : 'complement', item };
    }
    return this.#postfix(this.#primary());
  }

  #postfix(first: Expression): Expression {
    let left = first;
    for (;;) {
      if (this.reader.accept('.')) left = { op: 'member', of: left, name: this.reader.word('a name') };
      else if (this.reader.accept('[')) {
        left = { op: 'index', of: left, at: this.or() };
        this.reader.expect(']');
      } else if (left.op !== 'call' && isNamed(left) && this.reader.accept('(')) {
        left = { op: 'call', of: left, arguments: this.#list(')') };
      } else return left;
    }
  }

  #list(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.reader.accept(end)) return items;
    for (;;) {
      const regex = this.reader.regex();
      items.push(regex === undefined ? this.or() : { op: 'text', value: `/${regex.source}/${regex.flags}` });
      if (this.reader.accept(end)) return items;
      this.reader.expect(',');
    }
  }

  #primary(): Expression {
    const token = this.reader.peek();
    switch (token.kind) {
      case 'integer':
      case 'float':
        this.reader.take();
        return { op: token.kind, value: token.value };
      case 'text':
        this.reader.take();
        return { op: 'text', value: token.text };
      case 'string-id':
        return this.#stringId();
      case 'sign': {
        if (token.text !== '(') throw this.reader.unexpected();
        this.reader.take();
        const inner = this.or();
        this.reader.expect(')');
        return inner;
      }
      case 'word':
        return this.#word();
      default:
        throw this.reader.unexpected();
    }
  }

  #word(): Expression {
    const { text } = this.reader.take();
    switch (text) {
      case 'true':
      case 'false':
        return { op: 'boolean', value: text === 'true' };
      case 'filesize':
      case 'entrypoint':
        return { op: text };
      case 'all':
      case 'any':
      case 'none':
        return this.#of({ kind: text, value: undefined });
      case 'for':
        return this.#for();
    }
    const read = READ.exec(text);
    if (read !== null) {
      this.reader.expect('(');
      const at = this.or();
      this.reader.expect(')');
      const bytes = read[2] === '8' ? 1 : read[2] === '16' ? 2 : 4;
      return { op: 'read', bytes, signed: read[1] === '', big: read[3] !== undefined, at };
    }
    if (RESERVED.has(text)) throw new YaraSyntaxError(`unexpected "${text}"`, this.reader.position);
    return { op: 'name', name: text };
  }

  #stringId(): Expression {
    const { text, at } = this.reader.take();
    if (text.endsWith('*')) {
      // `#a*2`: the sign of multiplication stuck to the name.
      if (text.startsWith('$')) throw new YaraSyntaxError(`unexpected "${text}"`, at);
      this.reader.jump(at + text.length - 1);
    }
    const bare = text.replace(/\*$/, '');
    const id = `$${bare.slice(1)}`;
    switch (bare[0]) {
      case '$':
        if (this.reader.accept('at')) return { op: 'found', id, at: this.#arithmetic(1) };
        if (this.reader.accept('in')) return { op: 'found', id, in: this.#range() };
        return { op: 'found', id };
      case '#':
        return this.reader.accept('in') ? { op: 'count', id, in: this.#range() } : { op: 'count', id };
      default: {
        let index: Expression | undefined;
        if (this.reader.accept('[')) {
          index = this.or();
          this.reader.expect(']');
        }
        return { op: bare.startsWith('@') ? 'offset' : 'length', id, index };
      }
    }
  }

  #range(): Range {
    this.reader.expect('(');
    const from = this.#arithmetic(1);
    this.reader.expect('..');
    const to = this.#arithmetic(1);
    this.reader.expect(')');
    return { from, to };
  }

  #of(quantifier: Quantifier): Expression {
    this.reader.expect('of');
    const set = this.#set();
    if (this.reader.peek().text === 'at') throw new YaraSyntaxError('`of … at` is not known', this.reader.position);
    return this.reader.accept('in') ? { op: 'of', quantifier, set, in: this.#range() } : { op: 'of', quantifier, set };
  }

  #set(): NameSet {
    if (this.reader.accept('them')) return { of: 'strings', names: ['$*'] };
    this.reader.expect('(');
    const names: string[] = [];
    let of: NameSet['of'] = 'strings';
    for (;;) {
      const token = this.reader.take();
      if (token.kind === 'string-id' && token.text.startsWith('$')) names.push(token.text);
      else if (token.kind === 'word') {
        of = 'rules';
        names.push(this.reader.accept('*') ? `${token.text}*` : token.text);
      } else throw new YaraSyntaxError(`unexpected "${token.text}" in a set`, token.at);
      if (this.reader.accept(')')) break;
      this.reader.expect(',');
    }
    if (of === 'rules' && names.some((name) => name.startsWith('$')))
      throw new YaraSyntaxError('a set of rules and strings', this.reader.position);
    return { of, names };
  }

  #for(): Expression {
    const quantifier = this.#quantifier();
    if (this.reader.accept('of')) {
      const set = this.#set();
      this.reader.expect(':');
      return { op: 'for-of', quantifier, set, body: this.#body() };
    }
    const variables = [this.reader.word('a variable')];
    while (this.reader.accept(',')) variables.push(this.reader.word('a variable'));
    this.reader.expect('in');
    const over = this.#iterator();
    this.reader.expect(':');
    return { op: 'for-in', quantifier, variables, over, body: this.#body() };
  }

  #quantifier(): Quantifier {
    const { text } = this.reader.peek();
    if (text === 'all' || text === 'any' || text === 'none') {
      this.reader.take();
      return { kind: text, value: undefined };
    }
    const value = this.#arithmetic(1);
    return this.reader.accept('%') ? { kind: 'percent', value } : { kind: 'count', value };
  }

  #iterator(): Range | Expression[] | Expression {
    if (!this.reader.accept('(')) return this.#postfix(this.#primary());
    const first = this.or();
    if (this.reader.accept('..')) {
      const to = this.#arithmetic(1);
      this.reader.expect(')');
      return { from: first, to };
    }
    const items = [first];
    while (this.reader.accept(',')) items.push(this.or());
    this.reader.expect(')');
    return items;
  }

  #body(): Expression {
    this.reader.expect('(');
    const body = this.or();
    this.reader.expect(')');
    return body;
  }
}

const RESERVED = new Set(['and', 'or', 'not', 'of', 'them', 'at', 'in', 'rule', 'condition', 'strings', 'meta']);

function isNamed(expression: Expression): boolean {
  return expression.op === 'name' || expression.op === 'member' || expression.op === 'index';
}

function arithmeticSign(text: string): Extract<Expression, { op: 'arithmetic' }>['how'] {
  switch (text) {
    case '+':
    case '-':
    case '*':
    case '\\':
    case '%':
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
      return text;
    default:
      throw new YaraSyntaxError(`unexpected "${text}"`);
  }
}
