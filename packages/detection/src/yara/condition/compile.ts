/** A condition as a function. Undefined values behave as in libyara 4.2 (exec.c): they spoil what is computed from them. */
import type { Expression, NameSet, Quantifier, Range } from '../language/ast.js';
import { isList, isRange } from '../language/ast.js';
import { YaraSyntaxError } from '../language/error.js';
import { bytesOf } from '../language/parse.js';
import { Program } from '../strings/program.js';
import type { Matches } from '../strings/search.js';
import { floatArithmetic, integerArithmetic } from './arithmetic.js';
import { moduleFunction, OWN_MODULES } from './modules.js';
import { isTrue, type Run, type Scope, type Typed, type Value, type ValueType } from './scope.js';

/** The rule uses what only another engine has. */
export class OtherEngineNeeded extends Error {}

/** What the names in a rule stand for. */
export interface Names {
  /** Numbers of the patterns of the strings that a name (`$a`, `$a*`, `$`) means, in order. */
  strings(name: string): readonly number[];
  rule(name: string): number | undefined;
  /** Rules of a name that may end in `*`. */
  rules(name: string): readonly number[];
  external(name: string): string | number | boolean | undefined;
  /** More than its presence is asked of this pattern. */
  placesNeeded(pattern: number): void;
}

/** @throws YaraSyntaxError, OtherEngineNeeded */
export function compileCondition(condition: Expression, names: Names): (scope: Scope) => boolean {
  const { run } = new Compiler(names).expression(condition);
  return (scope) => isTrue(run(scope));
}

class Compiler {
  /** Loop variables by depth; '$' is the string of a loop over strings. */
  readonly #locals: string[] = [];

  constructor(private readonly names: Names) {}

  expression(e: Expression): Typed {
    switch (e.op) {
      case 'integer':
      case 'float':
      case 'text': {
        const { value } = e;
        return { type: e.op, run: () => value };
      }
      case 'boolean': {
        const value = e.value ? 1 : 0;
        return { type: 'boolean', run: () => value };
      }
      case 'filesize':
        return { type: 'integer', run: (scope) => scope.size };
      case 'entrypoint':
        throw new YaraSyntaxError('entrypoint is not supported (YARA itself replaced it by pe.entry_point)');
      case 'name':
        return this.#name(e.name);
      case 'member':
      case 'index':
        throw new OtherEngineNeeded(textOfPath(e));
      case 'call':
        return this.#call(e);
      case 'found':
        return this.#found(e);
      case 'count':
        return this.#count(e);
      case 'offset':
      case 'length':
        return this.#place(e);
      case 'read':
        return this.#read(e);
      case 'not': {
        const { run } = this.expression(e.item);
        return truth((scope) => {
          const value = run(scope);
          return value === undefined ? undefined : !isTrue(value);
        });
      }
      case 'defined': {
        const { run } = this.expression(e.item);
        return truth((scope) => run(scope) !== undefined);
      }
      case 'negate': {
        const { type, run } = this.#number(e.item);
        return { type, run: (scope) => negated(run(scope)) };
      }
      case 'complement': {
        const { run } = this.#number(e.item);
        return { type: 'integer', run: (scope) => complemented(run(scope)) };
      }
      case 'and': {
        const runs = e.items.map((item) => this.expression(item).run);
        return truth((scope) => runs.every((run) => isTrue(run(scope))));
      }
      case 'or': {
        const runs = e.items.map((item) => this.expression(item).run);
        return {
          type: 'boolean',
          run: (scope) => {
            let result: Value;
            for (const run of runs) {
              const value = run(scope);
              if (isTrue(value)) return 1;
              if (value !== undefined) result = 0;
            }
            return result;
          },
        };
      }
      case 'compare':
        return this.#compare(e);
      case 'test':
        return this.#test(e);
      case 'matches':
        return this.#matches(e);
      case 'arithmetic': {
        const left = this.#number(e.left);
        const right = this.#number(e.right);
        const float = left.type === 'float' || right.type === 'float';
        const use = float ? floatArithmetic : integerArithmetic;
        const { how } = e;
        if (float && !'+-*\\'.includes(how)) throw new YaraSyntaxError(`${how} needs integers`);
        return {
          type: float ? 'float' : 'integer',
          run: (scope) => {
            const a = left.run(scope);
            const b = right.run(scope);
            return typeof a === 'number' && typeof b === 'number' ? use(how, a, b) : undefined;
          },
        };
      }
      case 'of':
        return this.#of(e);
      case 'for-of':
        return this.#forOf(e);
      case 'for-in':
        return this.#forIn(e);
    }
  }

  #number(e: Expression): Typed {
    const typed = this.expression(e);
    if (typed.type === 'text') throw new YaraSyntaxError('a text where a number is needed');
    return typed;
  }

  #name(name: string): Typed {
    const local = this.#locals.lastIndexOf(name);
    if (local >= 0) return { type: 'integer', run: (scope) => scope.locals[local] };
    const external = this.names.external(name);
    if (external !== undefined) {
      const type: ValueType =
        typeof external === 'string' ? 'text' : typeof external === 'boolean' ? 'boolean' : 'integer';
      return {
        type,
        run: (scope) => {
          const value = scope.externals[name] ?? external;
          return typeof value === 'boolean' ? Number(value) : value;
        },
      };
    }
    const rule = this.names.rule(name);
    if (rule === undefined) throw new YaraSyntaxError(`unknown name "${name}"`);
    return truth((scope) => scope.ruleMatches(rule));
  }

  #call({ of, arguments: given }: Extract<Expression, { op: 'call' }>): Typed {
    const path = textOfPath(of);
    const own = moduleFunction(path);
    if (own !== undefined && (given.length < own.least || given.length > own.most))
      throw new YaraSyntaxError(`wrong number of arguments for "${path}"`);
    if (own === undefined) {
      if (!path.includes('.')) throw new YaraSyntaxError(`unknown function "${path}"`);
      throw new OtherEngineNeeded(path);
    }
    const runs = given.map((argument) => this.expression(argument).run);
    return {
      type: own.type,
      run: (scope) => {
        const values = runs.map((run) => run(scope));
        return values.includes(undefined) ? undefined : own.body(scope, values);
      },
    };
  }

  /** The pattern a name means: the same each time, or that of the loop. */
  #pattern(id: string, places: boolean): (scope: Scope) => number {
    if (id === '$') {
      const local = this.#locals.lastIndexOf('$');
      if (local < 0) throw new YaraSyntaxError('"$" stands outside a loop over strings');
      return (scope) => Number(scope.locals[local]);
    }
    const [pattern] = this.names.strings(id);
    if (pattern === undefined) throw new YaraSyntaxError(`unknown string ${id}`);
    if (places) this.names.placesNeeded(pattern);
    return () => pattern;
  }

  #range({ from, to }: Range): { from: Run; to: Run } {
    return { from: this.#number(from).run, to: this.#number(to).run };
  }

  #found(e: Extract<Expression, { op: 'found' }>): Typed {
    const pattern = this.#pattern(e.id, e.at !== undefined || e.in !== undefined);
    if (e.at !== undefined) {
      const at = this.#number(e.at).run;
      return truth((scope) => {
        const place = at(scope);
        if (typeof place !== 'number') return false;
        const { offsets } = scope.search.matches(pattern(scope));
        return offsets[lowerBound(offsets, place)] === place;
      });
    }
    if (e.in !== undefined) {
      const range = this.#range(e.in);
      return truth((scope) => countIn(scope.search.matches(pattern(scope)), range.from(scope), range.to(scope)) > 0);
    }
    return truth((scope) => scope.search.matches(pattern(scope)).offsets.length > 0);
  }

  #count(e: Extract<Expression, { op: 'count' }>): Typed {
    const pattern = this.#pattern(e.id, true);
    if (e.in === undefined)
      return { type: 'integer', run: (scope) => scope.search.matches(pattern(scope)).offsets.length };
    const range = this.#range(e.in);
    return {
      type: 'integer',
      run: (scope) => {
        const from = range.from(scope);
        const to = range.to(scope);
        if (from === undefined || to === undefined) return undefined;
        return countIn(scope.search.matches(pattern(scope)), from, to);
      },
    };
  }

  #place(e: Extract<Expression, { op: 'offset' | 'length' }>): Typed {
    const pattern = this.#pattern(e.id, true);
    const index = e.index === undefined ? undefined : this.#number(e.index).run;
    const which = e.op === 'offset' ? 'offsets' : 'lengths';
    return {
      type: 'integer',
      run: (scope) => {
        const i = index === undefined ? 1 : index(scope);
        return typeof i === 'number' && i >= 1 ? scope.search.matches(pattern(scope))[which][i - 1] : undefined;
      },
    };
  }

  #read({ bytes, signed, big, at }: Extract<Expression, { op: 'read' }>): Typed {
    const place = this.#number(at).run;
    return {
      type: 'integer',
      run: (scope) => {
        const from = place(scope);
        const { data } = scope;
        if (typeof from !== 'number' || from < 0 || from + bytes > data.length) return undefined;
        let value = 0;
        for (let i = 0; i < bytes; i++) value = value * 256 + (data[big ? from + i : from + bytes - 1 - i] ?? 0);
        return signed && value >= 2 ** (bytes * 8 - 1) ? value - 2 ** (bytes * 8) : value;
      },
    };
  }

  #compare({ how, left: l, right: r }: Extract<Expression, { op: 'compare' }>): Typed {
    const left = this.expression(l);
    const right = this.expression(r);
    if ((left.type === 'text') !== (right.type === 'text')) throw new YaraSyntaxError(`a text ${how} a number`);
    const holds = COMPARE[how];
    return truth((scope) => {
      const a = left.run(scope);
      const b = right.run(scope);
      return a === undefined || b === undefined ? undefined : holds(a, b);
    });
  }

  #test({ how, left: l, right: r }: Extract<Expression, { op: 'test' }>): Typed {
    const left = this.expression(l);
    const right = this.expression(r);
    if (left.type !== 'text' || right.type !== 'text') throw new YaraSyntaxError(`${how} needs texts`);
    const holds = TEXT_TESTS[how];
    return truth((scope) => {
      const a = left.run(scope);
      const b = right.run(scope);
      return typeof a === 'string' && typeof b === 'string' ? holds(a, b) : undefined;
    });
  }

  #matches({ left: l, regex, source }: Extract<Expression, { op: 'matches' }>): Typed {
    const left = this.expression(l);
    if (left.type !== 'text') throw new YaraSyntaxError('matches needs a text');
    const program = new Program([regex], false);
    const external = l.op === 'name' ? `${l.name} ${source}` : undefined;
    const first = program.firstBytes();
    return truth((scope) => {
      const text = left.run(scope);
      if (typeof text !== 'string') return undefined;
      const known = external === undefined ? undefined : scope.regexAnswers.get(external);
      if (known !== undefined) return known;
      const bytes = bytesOf(text);
      let found = false;
      for (let at = 0; at <= bytes.length && !found; at++) {
        if (first !== undefined && first[bytes[at] ?? 0] !== 1) continue;
        found = program.longest(bytes, at, 1, scope.search.allowance) >= 0;
      }
      if (external !== undefined) scope.regexAnswers.set(external, found);
      return found;
    });
  }

  #quantifier({ kind, value }: Quantifier): (scope: Scope, found: number, all: number) => boolean {
    if (kind === 'any') return (_, found) => found >= 1;
    if (kind === 'all') return (_, found, all) => found >= all;
    if (kind === 'none') return (_, found) => found === 0;
    if (value === undefined) throw new YaraSyntaxError('a number is missing');
    const typed = this.expression(value);
    if (typed.type !== 'integer') throw new YaraSyntaxError('a quantifier must be an integer');
    const { run } = typed;
    const percent = kind === 'percent';
    return (scope, found, all) => {
      const wanted = run(scope);
      if (typeof wanted !== 'number') return found >= all;
      if (percent) return (found / all) * 100 >= wanted;
      return wanted === 0 ? found === 0 : found >= wanted;
    };
  }

  #strings({ names }: NameSet, places: boolean): number[] {
    const patterns: number[] = [];
    for (const name of names) {
      const own = this.names.strings(name);
      if (own.length === 0) throw new YaraSyntaxError(`unknown string ${name}`);
      patterns.push(...own);
    }
    if (places) for (const pattern of patterns) this.names.placesNeeded(pattern);
    return patterns;
  }

  #of({ quantifier, set, in: within }: Extract<Expression, { op: 'of' }>): Typed {
    const enough = this.#quantifier(quantifier);
    if (set.of === 'rules') {
      const rules = set.names.flatMap((name) => {
        const own = this.names.rules(name);
        if (own.length === 0) throw new YaraSyntaxError(`unknown rule "${name}"`);
        return own;
      });
      return truth((scope) => enough(scope, rules.filter((rule) => scope.ruleMatches(rule)).length, rules.length));
    }
    const patterns = this.#strings(set, within !== undefined);
    const range = within === undefined ? undefined : this.#range(within);
    return truth((scope) => {
      let found = 0;
      const from = range?.from(scope);
      const to = range?.to(scope);
      for (const pattern of patterns) {
        const matches = scope.search.matches(pattern);
        if (range === undefined ? matches.offsets.length > 0 : countIn(matches, from, to) > 0) found++;
      }
      return enough(scope, found, patterns.length);
    });
  }

  #forOf({ quantifier, set, body }: Extract<Expression, { op: 'for-of' }>): Typed {
    if (set.of === 'rules') throw new YaraSyntaxError('a loop over rules');
    const enough = this.#quantifier(quantifier);
    const patterns = this.#strings(set, true);
    const depth = this.#locals.push('$') - 1;
    const { run } = this.expression(body);
    this.#locals.pop();
    return truth((scope) => {
      let found = 0;
      for (const pattern of patterns) {
        scope.locals[depth] = pattern;
        if (isTrue(run(scope))) found++;
      }
      return enough(scope, found, patterns.length);
    });
  }

  #forIn({ quantifier, variables, over, body }: Extract<Expression, { op: 'for-in' }>): Typed {
    const enough = this.#quantifier(quantifier);
    const [variable] = variables;
    if (variable === undefined || variables.length !== 1) throw new OtherEngineNeeded('a loop over pairs');
    let values: (scope: Scope) => Iterable<Value>;
    if (isList(over)) {
      const runs = over.map((item) => {
        const typed = this.expression(item);
        if (typed.type === 'text') throw new OtherEngineNeeded('a loop over texts');
        return typed.run;
      });
      values = (scope) => runs.map((run) => run(scope));
    } else if (isRange(over)) {
      const range = this.#range(over);
      values = (scope) => numbersBetween(scope, range.from(scope), range.to(scope));
    } else throw new OtherEngineNeeded(textOfPath(over));
    const depth = this.#locals.push(variable) - 1;
    const { run } = this.expression(body);
    this.#locals.pop();
    return truth((scope) => {
      let found = 0;
      let all = 0;
      for (const value of values(scope)) {
        all++;
        scope.locals[depth] = value;
        if (isTrue(run(scope))) found++;
      }
      return all > 0 && enough(scope, found, all);
    });
  }
}

function* numbersBetween(scope: Scope, from: Value, to: Value): Generator<number> {
  if (typeof from !== 'number' || typeof to !== 'number') return;
  const { allowance } = scope.search;
  for (let i = from; i <= to; i++) {
    allowance.steps -= 10;
    if (allowance.steps < 0) {
      allowance.reached = true;
      return;
    }
    yield i;
  }
}

function truth(run: (scope: Scope) => boolean | undefined): Typed {
  return {
    type: 'boolean',
    run: (scope) => {
      const value = run(scope);
      return value === undefined ? undefined : Number(value);
    },
  };
}

const negated = (value: Value): Value => (typeof value === 'number' ? -value : undefined);
const complemented = (value: Value): Value => (typeof value === 'number' ? -value - 1 : undefined);

const COMPARE: Readonly<
  Record<'==' | '!=' | '<' | '<=' | '>' | '>=', (a: number | string, b: number | string) => boolean>
> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const TEXT_TESTS: Readonly<
  Record<Extract<Expression, { op: 'test' }>['how'], (text: string, part: string) => boolean>
> = {
  contains: (text, part) => text.includes(part),
  icontains: (text, part) => lower(text).includes(lower(part)),
  startswith: (text, part) => text.startsWith(part),
  istartswith: (text, part) => lower(text).startsWith(lower(part)),
  endswith: (text, part) => text.endsWith(part),
  iendswith: (text, part) => lower(text).endsWith(lower(part)),
  iequals: (text, part) => lower(text) === lower(part),
};

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countIn({ offsets }: Matches, from: Value, to: Value): number {
  if (typeof from !== 'number' || typeof to !== 'number' || to < from) return 0;
  return lowerBound(offsets, to + 1) - lowerBound(offsets, from);
}

/** `pe.sections[0].name` as text, for messages and to know the module. */
export function textOfPath(e: Expression): string {
  switch (e.op) {
    case 'name':
      return e.name;
    case 'member':
      return `${textOfPath(e.of)}.${e.name}`;
    case 'index':
      return `${textOfPath(e.of)}[]`;
    case 'call':
      return `${textOfPath(e.of)}()`;
    default:
      return e.op;
  }
}

export const isOwnModule = (name: string): boolean => OWN_MODULES.has(name);
