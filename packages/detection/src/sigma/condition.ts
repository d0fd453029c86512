/** The condition of a rule: `or` < `and` < `not` < `1 of x*`, `all of them` < parentheses (specification 2.1). */
import { both, type Node } from './detection.js';
import { SigmaError } from './modifiers.js';

export const MAX_CONDITION_TOKENS = 2000;
export const MAX_CONDITION_DEPTH = 100;

/** @param identifiers the search identifiers by name. @throws SigmaError */
export function parseCondition(condition: string, identifiers: ReadonlyMap<string, Node>): Node {
  const tokens: readonly string[] = condition.match(/[()|]|[^\s()|]+/g) ?? [];
  if (tokens.length === 0) throw new SigmaError('the condition is empty');
  if (tokens.length > MAX_CONDITION_TOKENS) throw new SigmaError('the condition is too long');
  if (tokens.includes('|'))
    throw new SigmaError('aggregations behind | are obsolete: correlation rules have taken their place');
  const parser = new Parser(tokens, identifiers);
  return parser.parse();
}

class Parser {
  #at = 0;
  #depth = 0;

  constructor(
    readonly tokens: readonly string[],
    readonly identifiers: ReadonlyMap<string, Node>,
  ) {}

  parse(): Node {
    const node = this.#or();
    if (this.#at < this.tokens.length) throw new SigmaError(`the condition is not understood at ${this.#quote()}`);
    return node;
  }

  #or(): Node {
    if (++this.#depth > MAX_CONDITION_DEPTH) throw new SigmaError('the condition is nested too deeply');
    const parts = [this.#and()];
    while (this.#take('or')) parts.push(this.#and());
    this.#depth--;
    return both('or', parts);
  }

  #and(): Node {
    const parts = [this.#not()];
    while (this.#take('and')) parts.push(this.#not());
    return both('and', parts);
  }

  #not(): Node {
    let negated = false;
    while (this.#take('not')) negated = !negated;
    const node = this.#atom();
    return negated ? { kind: 'not', part: node } : node;
  }

  #atom(): Node {
    if (this.#take('(')) {
      const node = this.#or();
      if (!this.#take(')')) throw new SigmaError('a parenthesis of the condition does not close');
      return node;
    }
    const token = this.tokens[this.#at];
    if (token === undefined) throw new SigmaError('the condition ends too early');
    const word = token.toLowerCase();
    if (this.tokens[this.#at + 1]?.toLowerCase() === 'of') {
      if (word !== '1' && word !== 'any' && word !== 'all')
        throw new SigmaError(`the condition knows 1 of and all of, not ${this.#quote()} of`);
      const pattern = this.tokens[this.#at + 2];
      if (pattern === undefined) throw new SigmaError('the condition ends too early');
      this.#at += 3;
      return both(word === 'all' ? 'and' : 'or', this.#select(pattern));
    }
    const node = this.identifiers.get(token);
    if (node === undefined)
      throw new SigmaError(`the condition names ${this.#quote()}, which the detection does not have`);
    this.#at++;
    return node;
  }

  #select(pattern: string): Node[] {
    const them = pattern.toLowerCase() === 'them' && !this.identifiers.has(pattern);
    const selected: Node[] = [];
    for (const [name, node] of this.identifiers)
      if (them ? !name.startsWith('_') : matchesPattern(pattern, name)) selected.push(node);
    if (selected.length === 0)
      throw new SigmaError(`nothing in the detection is called ${JSON.stringify(pattern.slice(0, 60))}`);
    return selected;
  }

  #take(word: string): boolean {
    const token = this.tokens[this.#at];
    // A search identifier may be called like an operator in capitals.
    if (token === undefined || token.toLowerCase() !== word || (token !== word && this.identifiers.has(token)))
      return false;
    this.#at++;
    return true;
  }

  #quote(): string {
    return JSON.stringify((this.tokens[this.#at] ?? '').slice(0, 60));
  }
}

/** `*` stands for any number of characters, anywhere; all else is itself. */
function matchesPattern(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === head;
  const tail = rest.pop() ?? '';
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;
  let at = head.length;
  const end = name.length - tail.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
