/** YARA packs: read, compiled, run. docs/decisions/010 says how and why. */
import { compileCondition, type Names, OtherEngineNeeded } from './condition/compile.js';
import { type Need, needOf } from './condition/need.js';
import { relax } from './condition/relax.js';
import type { Externals, Scope } from './condition/scope.js';
import type { YaraRule } from './language/ast.js';
import { YaraSyntaxError } from './language/error.js';
import { bytesOf, type ParsedFile, parseYara, type Refused } from './language/parse.js';
import { MAX_GRAMS } from './limits.js';
import { GramCensus } from './strings/grams.js';
import { makePattern, type Pattern, patternKey } from './strings/pattern.js';
import { StringSearch } from './strings/search.js';
import type { ForeignRule } from './yara-x.js';

/** The variables that scanners define for packs: name, whole path, extension, kind and owner of the file. */
export const USUAL_EXTERNALS: Externals = { filename: '', filepath: '', extension: '', filetype: '', owner: '' };

export interface YaraSource {
  readonly origin: string;
  readonly bytes: Uint8Array;
}

export interface YaraMatch {
  readonly rule: YaraRule;
  /** Where its strings stand, in order; at most MATCHED_PLACES. Private strings are left out. */
  readonly places: readonly { readonly id: string; readonly offset: number; readonly length: number }[];
}

export interface YaraOutcome {
  readonly matches: readonly YaraMatch[];
  /** Rules that may match but need another engine to say so. */
  readonly undecided: readonly YaraRule[];
  /** The allowance of steps for one file was spent: there may be more matches. */
  readonly unfinished: boolean;
}

/** Places told of one match. */
export const MATCHED_PLACES = 8;

interface Compiled {
  readonly rule: YaraRule;
  readonly strings: readonly number[];
  /** Undefined: another engine decides. */
  readonly holds: ((scope: Scope) => boolean) | undefined;
  /** Of rules for another engine: false says that they do not match, whatever it would say; true of the second that they do. */
  readonly possible: ((scope: Scope) => boolean) | undefined;
  readonly certain: ((scope: Scope) => boolean) | undefined;
  readonly need: Need | undefined;
}

/**
 * A pack of YARA rules, compiled once and run over one file after the other. A file is passed once by a table of the
 * rarest few bytes of each string; only rules for which something was noticed are evaluated, and of their strings only
 * those that the condition asks for. Never throws: rules that cannot be honoured are in `refused`.
 * Source: https://yara.readthedocs.io/en/v4.2.3/
 */
export class YaraPack {
  readonly refused: readonly Refused[];
  readonly #rules: readonly Compiled[];
  readonly #search: StringSearch;
  readonly #scope: Scope;
  /** Rules to run by pattern, by the first two bytes, and always. */
  readonly #byPattern: (readonly number[] | undefined)[] = [];
  readonly #byHead = new Map<number, number[]>();
  readonly #always: number[] = [];
  readonly #globals = new Map<string, number[]>();
  /** Of this file: 0 not yet run, 1 running or false, 2 true. */
  readonly #state: Uint8Array;
  readonly #externals: Externals;

  constructor(sources: readonly YaraSource[], externals: Externals = USUAL_EXTERNALS) {
    this.#externals = externals;
    const compiler = new PackCompiler(externals);
    const files = inOrder(sources.map(({ bytes, origin }) => parseYara(bytes, origin)));
    for (const file of files) compiler.add(file);
    this.#rules = compiler.rules;
    this.refused = [...files.flatMap((file) => file.refused), ...compiler.refused];
    this.#search = new StringSearch(compiler.patterns);
    this.#state = new Uint8Array(this.#rules.length);
    this.#rules.forEach(({ rule, need }, i) => {
      if (rule.isGlobal) push(this.#globals, rule.origin, i);
      if (need === undefined) this.#always.push(i);
      for (const pattern of need?.patterns ?? []) {
        const known = this.#byPattern[pattern] ?? [];
        this.#byPattern[pattern] = [...known, i];
      }
      for (const head of need?.heads ?? []) push(this.#byHead, head, i);
    });
    this.#scope = {
      search: this.#search,
      data: new Uint8Array(),
      size: 0,
      externals,
      locals: [],
      regexAnswers: new Map(),
      ruleMatches: (rule) => this.#matches(rule),
    };
  }

  /** Rules that are run, private ones included. */
  get size(): number {
    return this.#rules.length;
  }

  /** Rules that are run over every file because nothing in them can be looked for: slow ones. */
  get unfiltered(): readonly YaraRule[] {
    return this.#always.flatMap((i) => this.#rules[i]?.rule ?? []);
  }

  get rules(): readonly YaraRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Rules that another engine has to decide. */
  get foreign(): readonly YaraRule[] {
    return this.#rules.filter(({ holds }) => holds === undefined).map(({ rule }) => rule);
  }

  /** A rule with all that it refers to, for another engine. */
  foreignSource(rule: YaraRule): ForeignRule {
    const earlier = this.#rules.map((one) => one.rule);
    const wanted = new Set<YaraRule>([rule]);
    for (let i = earlier.indexOf(rule) - 1; i >= 0; i--) {
      const one = earlier[i];
      if (one === undefined) continue;
      const name = new RegExp(`\\b${one.name}\\b`);
      const used = [...wanted].some((other) => name.test(other.source)) && this.#sees(rule, one);
      if (used || (one.isGlobal && one.origin === rule.origin)) wanted.add(one);
    }
    const rules = earlier.filter((one) => wanted.has(one));
    const imports = new Set(rules.flatMap((one) => one.imports));
    const text = [...[...imports].map((name) => `import "${name}"`), ...rules.map((one) => one.source)].join('\n');
    return { name: rule.name, source: new TextDecoder().decode(bytesOf(text)) };
  }

  #sees(rule: YaraRule, other: YaraRule): boolean {
    return (
      rule.origin === other.origin ||
      !this.#rules.some((r) => r.rule.origin === rule.origin && r.rule.name === other.name)
    );
  }

  /**
   * Never throws; `data` is not kept beyond the call.
   * @param size bytes of the whole file, where `data` is only its beginning.
   */
  scan(data: Uint8Array, externals: Externals = this.#externals, size: number = data.length): YaraOutcome {
    const scope = this.#scope;
    this.#search.open(data);
    scope.data = data;
    scope.size = size;
    scope.externals = externals;
    scope.regexAnswers.clear();
    this.#state.fill(0);
    const candidates = new Set<number>(this.#always);
    for (const pattern of [...this.#search.noticed])
      for (const rule of this.#byPattern[pattern] ?? []) candidates.add(rule);
    const head = data.length < 2 ? -1 : (data[0] ?? 0) | ((data[1] ?? 0) << 8);
    for (const rule of this.#byHead.get(head) ?? []) candidates.add(rule);
    const matches: YaraMatch[] = [];
    const undecided: YaraRule[] = [];
    for (const index of [...candidates].sort((a, b) => a - b)) {
      const compiled = this.#rules[index];
      if (compiled === undefined || compiled.rule.isPrivate) continue;
      if (!this.#globalsHold(compiled.rule)) continue;
      if (compiled.holds === undefined) {
        if (compiled.possible?.(scope) === false) continue;
        const certain = compiled.certain?.(scope) === true && !this.#search.allowance.reached;
        if (certain) matches.push({ rule: compiled.rule, places: this.#places(compiled) });
        else undecided.push(compiled.rule);
      } else if (this.#matches(index)) matches.push({ rule: compiled.rule, places: this.#places(compiled) });
    }
    scope.data = new Uint8Array();
    return { matches, undecided, unfinished: this.#search.allowance.reached };
  }

  /** Where the strings of a rule stand in a file; for what another engine found. */
  placesOf(rule: YaraRule, data: Uint8Array): YaraMatch['places'] {
    const compiled = this.#rules.find((one) => one.rule === rule);
    if (compiled === undefined) return [];
    this.#search.open(data);
    return this.#places(compiled);
  }

  #globalsHold(rule: YaraRule): boolean {
    return (this.#globals.get(rule.origin) ?? []).every((i) => this.#rules[i]?.holds === undefined || this.#matches(i));
  }

  #matches(index: number): boolean {
    if (this.#state[index] === 0) {
      this.#state[index] = 1;
      const holds = this.#rules[index]?.holds;
      // An allowance that is spent decides nothing: what was left undone must not look like an answer.
      if (holds?.(this.#scope) === true && !this.#search.allowance.reached) this.#state[index] = 2;
    }
    return this.#state[index] === 2;
  }

  #places({ rule, strings }: Compiled): YaraMatch['places'] {
    const places: { id: string; offset: number; length: number }[] = [];
    for (let i = 0; i < strings.length; i++) {
      const string = rule.strings[i];
      if (string === undefined || string.isPrivate) continue;
      const { offsets, lengths } = this.#search.matches(strings[i] ?? -1);
      const [offset] = offsets;
      if (offset !== undefined) places.push({ id: string.id, offset, length: lengths[0] ?? 0 });
    }
    return places.sort((a, b) => a.offset - b.offset).slice(0, MATCHED_PLACES);
  }
}

class PackCompiler {
  readonly rules: Compiled[] = [];
  readonly patterns: Pattern[] = [];
  readonly refused: Refused[] = [];
  readonly #patternOf = new Map<string, Pattern>();
  readonly #byName = new Map<string, number[]>();
  readonly #census = new GramCensus();
  #grams = 0;

  constructor(private readonly externals: Externals) {}

  add(file: ParsedFile): void {
    for (const rule of file.rules)
      for (const { content } of rule.strings) if (content.kind === 'text') this.#census.add(content.bytes);
    for (const rule of file.rules) this.#rule(rule, file);
  }

  #rule(rule: YaraRule, file: ParsedFile): void {
    const refuse = (reason: string): void => {
      this.refused.push({ origin: rule.origin, line: rule.line, rule: rule.name, reason });
    };
    try {
      const strings = rule.strings.map((string) => this.#pattern(string));
      const stringsOf = (name: string): number[] => {
        const prefix = name.endsWith('*') ? name.slice(0, -1) : undefined;
        return rule.strings.flatMap(({ id }, i) =>
          (prefix === undefined ? id === name : id.startsWith(prefix)) ? (strings[i]?.index ?? []) : [],
        );
      };
      const ruleOf = (name: string): number | undefined => this.#visible(name, file);
      const rulesOf = (name: string): number[] => {
        if (!name.endsWith('*')) return [ruleOf(name) ?? []].flat();
        const prefix = name.slice(0, -1);
        return this.rules.flatMap((one, i) =>
          one.rule.origin === rule.origin && one.rule.name.startsWith(prefix) ? i : [],
        );
      };
      let holds: Compiled['holds'];
      const foreign = { used: false };
      const names: Names = {
        strings: stringsOf,
        rule: (name) => {
          const index = ruleOf(name);
          if (index !== undefined && this.rules[index]?.holds === undefined) foreign.used = true;
          return index;
        },
        rules: (name) => {
          const indices = rulesOf(name);
          if (indices.some((i) => this.rules[i]?.holds === undefined)) foreign.used = true;
          return indices;
        },
        external: (name) => (Object.hasOwn(this.externals, name) ? this.externals[name] : undefined),
        placesNeeded: (pattern) => {
          const known = this.patterns[pattern];
          if (known !== undefined) known.once = false;
        },
      };
      try {
        holds = compileCondition(rule.condition, names);
        if (foreign.used) holds = undefined;
      } catch (error) {
        if (!(error instanceof OtherEngineNeeded)) throw error;
        const module = /^\w+/.exec(error.message)?.[0] ?? '';
        if (!file.imports.includes(module) && !error.message.startsWith('a loop')) {
          refuse(`unknown name "${error.message}"`);
          return;
        }
        // A rule that asks another engine sees its strings there.
        holds = undefined;
      }
      const isForeignRule = (name: string): boolean => {
        const index = ruleOf(name);
        return index !== undefined && this.rules[index]?.holds === undefined;
      };
      const part = (hold: boolean): Compiled['possible'] =>
        holds === undefined ? compileCondition(relax(rule.condition, isForeignRule, hold), names) : undefined;
      const possible = part(true);
      const certain = part(false);
      const needOfRule = (index: number | undefined): Need | undefined =>
        index === undefined ? undefined : this.rules[index]?.need;
      const need = needOf(rule.condition, {
        strings: stringsOf,
        patternCost: (index) => (this.patterns[index]?.noticed === true ? this.patterns[index]?.cost : undefined),
        ofRule: (name) => needOfRule(ruleOf(name)),
        rules: (name) => rulesOf(name).map(needOfRule),
      });
      const index = this.rules.push({ rule, strings: strings.map((p) => p.index), holds, possible, certain, need }) - 1;
      push(this.#byName, rule.name, index);
    } catch (error) {
      if (!(error instanceof YaraSyntaxError)) throw error;
      refuse(error.message);
    }
  }

  #pattern(string: YaraRule['strings'][number]): Pattern {
    const key = patternKey(string);
    const known = key === '' ? undefined : this.#patternOf.get(key);
    if (known !== undefined) return known;
    const pattern = makePattern(string, this.patterns.length, this.#census);
    for (const { gram } of [...pattern.literals, ...pattern.parts]) this.#grams += gram?.grams.length ?? 0;
    if (this.#grams > MAX_GRAMS) throw new YaraSyntaxError('the pack holds too many strings');
    this.patterns.push(pattern);
    if (key !== '') this.#patternOf.set(key, pattern);
    return pattern;
  }

  /** A rule of the same file, of one it includes, or the only one of this name in the pack. */
  #visible(name: string, file: ParsedFile): number | undefined {
    const known = this.#byName.get(name) ?? [];
    const own = known.find((i) => this.rules[i]?.rule.origin === file.origin);
    const included = known.find((i) => includes(file, this.rules[i]?.rule.origin ?? ''));
    return own ?? included ?? (known.length === 1 ? known[0] : undefined);
  }
}

const includes = (file: ParsedFile, origin: string): boolean =>
  file.includes.some((name) => `/${origin}`.endsWith(`/${name.replace(/^(?:\.{1,2}\/)+/, '')}`));

/** Files after those that they include. */
function inOrder(files: readonly ParsedFile[]): ParsedFile[] {
  const done = new Set<ParsedFile>();
  const out: ParsedFile[] = [];
  const visit = (file: ParsedFile, depth: number): void => {
    if (done.has(file) || depth > 50) return;
    done.add(file);
    if (file.includes.length > 0)
      for (const other of files) if (other !== file && includes(file, other.origin)) visit(other, depth + 1);
    out.push(file);
  };
  for (const file of files) visit(file, 0);
  return out;
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
