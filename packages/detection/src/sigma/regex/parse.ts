/**
 * Parses the PCRE that Sigma rules are written in (https://www.pcre.org/current/doc/html/pcre2pattern.html) as far
 * as rules use it. What it does not know it refuses: a pattern is never silently understood as something else.
 */
import { type CodeRange, closeCase, complement, normalise, POSIX_CLASSES, type RegexNode } from './ast.js';
import { ESCAPED_ANCHORS, ESCAPED_CONTROLS, LINE_BREAK, SHORTHANDS } from './escapes.js';

export const MAX_PATTERN_LENGTH = 8192;
export const MAX_PATTERN_DEPTH = 60;

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/** The pattern is not valid or not supported; the message is one line for the rule's author. */
export class RegexSyntaxError extends Error {}

interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  x: boolean;
}

export function parseRegex(pattern: string, flags: RegexFlags): RegexNode {
  if (pattern.length > MAX_PATTERN_LENGTH) throw new RegexSyntaxError(`longer than ${MAX_PATTERN_LENGTH} characters`);
  return new Parser(pattern, flags).parse();
}

class Parser {
  #at = 0;
  #depth = 0;
  #groups = 0;
  readonly #names = new Map<string, number>();
  readonly #references: (number | string)[] = [];
  readonly #initial: Flags;

  constructor(
    readonly text: string,
    flags: RegexFlags,
  ) {
    this.#initial = { i: flags.ignoreCase, m: flags.multiline, s: flags.dotAll, x: false };
  }

  parse(): RegexNode {
    const node = this.#choice({ ...this.#initial });
    if (this.#at < this.text.length) throw new RegexSyntaxError(`unbalanced ) at ${this.#at}`);
    for (const reference of this.#references)
      if (typeof reference === 'number' && reference > this.#groups)
        throw new RegexSyntaxError(`reference to group ${reference}, which is not there`);
    return node;
  }

  /** `flags` is changed by `(?i)` and the like until the enclosing group ends, as in PCRE. */
  #choice(flags: Flags): RegexNode {
    if (++this.#depth > MAX_PATTERN_DEPTH) throw new RegexSyntaxError(`nested deeper than ${MAX_PATTERN_DEPTH}`);
    const options: RegexNode[] = [this.#sequence(flags)];
    while (this.text[this.#at] === '|') {
      this.#at++;
      options.push(this.#sequence(flags));
    }
    this.#depth--;
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  #sequence(flags: Flags): RegexNode {
    const items: RegexNode[] = [];
    while (this.#at < this.text.length) {
      const c = this.text[this.#at];
      if (c === '|' || c === ')') break;
      if (flags.x && c !== undefined && /\s/.test(c)) {
        this.#at++;
        continue;
      }
      if (flags.x && c === '#') {
        while (this.#at < this.text.length && this.text[this.#at] !== '\n') this.#at++;
        continue;
      }
      if (this.text.startsWith('\\Q', this.#at)) {
        const end = this.text.indexOf('\\E', this.#at);
        const quoted = this.text.slice(this.#at + 2, end < 0 ? undefined : end);
        for (let i = 0; i < quoted.length; i++) items.push(this.#literal(quoted.charCodeAt(i), flags));
        this.#at = end < 0 ? this.text.length : end + 2;
        continue;
      }
      const atom = this.#atom(flags);
      if (atom === undefined) continue;
      items.push(this.#quantified(atom));
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
  }

  #literal(code: number, flags: Flags): RegexNode {
    const ranges: CodeRange[] = [[code, code]];
    return { kind: 'set', ranges: flags.i ? closeCase(ranges) : ranges };
  }

  #atom(flags: Flags): RegexNode | undefined {
    const c = this.text[this.#at] ?? '';
    switch (c) {
      case '(':
        return this.#group(flags);
      case '[':
        return this.#set(flags);
      case '.':
        this.#at++;
        return { kind: 'set', ranges: flags.s ? [[0, 0xffff]] : complement([[10, 10]]) };
      case '^':
        this.#at++;
        return { kind: 'anchor', at: flags.m ? 'line-start' : 'start' };
      case '$':
        this.#at++;
        return { kind: 'anchor', at: flags.m ? 'line-end' : 'end-or-newline' };
      case '\\':
        return this.#escape(flags);
      case '*':
      case '+':
      case '?':
        throw new RegexSyntaxError(`nothing to repeat at ${this.#at}`);
      default:
        this.#at++;
        return this.#literal(c.charCodeAt(0), flags);
    }
  }

  #quantified(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      const match = /^(?:([*+?])|\{(\d{0,5})(,?)(\d{0,5})\})/.exec(this.text.slice(this.#at, this.#at + 16));
      if (match === null) return node;
      const [whole, sign, low, comma, high] = match;
      // `{}` and `{,}` are plain text, as in PCRE.
      if (sign === undefined && low === '' && high === '') return node;
      if (node.kind === 'anchor') throw new RegexSyntaxError(`an anchor cannot be repeated at ${this.#at}`);
      if (node !== atom) throw new RegexSyntaxError(`two quantifiers at ${this.#at}`);
      this.#at += whole.length;
      let min = sign === '+' ? 1 : 0;
      let max = sign === '?' ? 1 : Number.POSITIVE_INFINITY;
      if (sign === undefined) {
        min = Number(low);
        max = comma === '' ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
        if (max < min) throw new RegexSyntaxError('numbers out of order in {}');
      }
      const mode = this.text[this.#at];
      if (mode === '?' || mode === '+') this.#at++;
      node = { kind: 'repeat', item: atom, min, max, lazy: mode === '?' };
      if (mode === '+') node = { kind: 'atomic', item: node };
    }
  }

  #group(flags: Flags): RegexNode | undefined {
    this.#at++;
    if (this.text.startsWith('?#', this.#at)) {
      const end = this.text.indexOf(')', this.#at);
      if (end < 0) throw new RegexSyntaxError('a comment does not end');
      this.#at = end + 1;
      return undefined;
    }
    if (this.text[this.#at] === '*') throw new RegexSyntaxError('verbs (*…) are not supported');
    if (this.text[this.#at] !== '?') {
      const index = ++this.#groups;
      return { kind: 'group', item: this.#body({ ...flags }), index };
    }
    this.#at++;
    const rest = this.text.slice(this.#at, this.#at + 80);
    const look = /^(<?)([=!])/.exec(rest);
    if (look !== null) {
      this.#at += look[0].length;
      return { kind: 'look', item: this.#body({ ...flags }), behind: look[1] === '<', negated: look[2] === '!' };
    }
    if (rest.startsWith('>')) {
      this.#at++;
      return { kind: 'atomic', item: this.#body({ ...flags }) };
    }
    const named = /^P?<([A-Za-z_]\w{0,31})>|^'([A-Za-z_]\w{0,31})'/.exec(rest);
    if (named !== null) {
      this.#at += named[0].length;
      const index = ++this.#groups;
      this.#names.set(named[1] ?? named[2] ?? '', index);
      return { kind: 'group', item: this.#body({ ...flags }), index };
    }
    const inline = /^([imsx]*)(?:-([imsx]+))?([:)])/.exec(rest);
    if (inline === null) throw new RegexSyntaxError(`unsupported group (?${rest.slice(0, 6)}…`);
    this.#at += inline[0].length;
    const scope = inline[3] === ')' ? flags : { ...flags };
    for (const name of inline[1] ?? '') this.#setFlag(scope, name, true);
    for (const name of inline[2] ?? '') this.#setFlag(scope, name, false);
    if (inline[3] === ')') return undefined;
    return { kind: 'group', item: this.#body(scope), index: undefined };
  }

  #setFlag(flags: Flags, name: string, on: boolean): void {
    if (name === 'i') flags.i = on;
    else if (name === 'm') flags.m = on;
    else if (name === 's') flags.s = on;
    else flags.x = on;
  }

  #body(flags: Flags): RegexNode {
    const node = this.#choice(flags);
    if (this.text[this.#at] !== ')') throw new RegexSyntaxError('a group does not end');
    this.#at++;
    return node;
  }

  #escape(flags: Flags): RegexNode {
    const c = this.text[this.#at + 1];
    if (c === undefined) throw new RegexSyntaxError('a backslash ends the pattern');
    const anchor = ESCAPED_ANCHORS[c];
    if (anchor !== undefined && Object.hasOwn(ESCAPED_ANCHORS, c)) {
      this.#at += 2;
      return { kind: 'anchor', at: anchor };
    }
    if (c === 'R') {
      this.#at += 2;
      return LINE_BREAK;
    }
    const back = /^\\(?:([1-9]\d?)|k[<{']([A-Za-z_]\w{0,31})[>}'])/.exec(this.text.slice(this.#at, this.#at + 40));
    if (back !== null) {
      this.#at += back[0].length;
      const index = back[1] === undefined ? this.#names.get(back[2] ?? '') : Number(back[1]);
      if (index === undefined) throw new RegexSyntaxError(`no group is called ${back[2]}`);
      this.#references.push(index);
      return { kind: 'back', index };
    }
    const ranges = this.#escapedSet();
    return { kind: 'set', ranges: flags.i ? closeCase(ranges) : ranges };
  }

  /** An escape that stands for one character or a class, inside or outside of brackets. */
  #escapedSet(): readonly CodeRange[] {
    const rest = this.text.slice(this.#at, this.#at + 14);
    const hex = /^\\(?:x\{([0-9A-Fa-f]{1,4})\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))/.exec(rest);
    if (hex !== null) {
      this.#at += hex[0].length;
      const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '0', 16);
      return [[code, code]];
    }
    const c = rest[1];
    if (c === undefined) throw new RegexSyntaxError('a backslash ends the pattern');
    this.#at += 2;
    const shorthand = Object.hasOwn(SHORTHANDS, c) ? SHORTHANDS[c] : undefined;
    if (shorthand !== undefined) return shorthand;
    const control = Object.hasOwn(ESCAPED_CONTROLS, c) ? ESCAPED_CONTROLS[c] : undefined;
    if (control !== undefined) return [[control, control]];
    if (c === '0') return [[0, 0]];
    if (/[A-Za-z0-9]/.test(c)) throw new RegexSyntaxError(`unsupported escape \\${c}`);
    return [[c.charCodeAt(0), c.charCodeAt(0)]];
  }

  #set(flags: Flags): RegexNode {
    this.#at++;
    const negated = this.text[this.#at] === '^';
    if (negated) this.#at++;
    const ranges: CodeRange[] = [];
    for (let first = true; ; first = false) {
      const c = this.text[this.#at];
      if (c === undefined) throw new RegexSyntaxError('a character class does not end');
      if (c === ']' && !first) break;
      const posix = /^\[:(\^?)([a-z]{1,8}):\]/.exec(this.text.slice(this.#at, this.#at + 14));
      if (posix !== null) {
        const name = posix[2] ?? '';
        const members = Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name] : undefined;
        if (members === undefined) throw new RegexSyntaxError(`unknown class [:${name}:]`);
        ranges.push(...(posix[1] === '^' ? complement(members) : members));
        this.#at += posix[0].length;
        continue;
      }
      const low = this.#member();
      const [start] = low;
      const isRange = this.text[this.#at] === '-' && ![undefined, ']'].includes(this.text[this.#at + 1]);
      if (!isRange || low.length !== 1 || start === undefined || start[0] !== start[1]) {
        ranges.push(...low);
        continue;
      }
      this.#at++;
      const high = this.#member();
      const [end] = high;
      if (high.length !== 1 || end === undefined || end[0] !== end[1]) {
        // `[a-\d]`: the hyphen is a plain one.
        ranges.push(start, [0x2d, 0x2d], ...high);
        continue;
      }
      if (end[0] < start[0]) throw new RegexSyntaxError('a range is out of order');
      ranges.push([start[0], end[0]]);
    }
    this.#at++;
    const members = flags.i ? closeCase(ranges) : normalise(ranges);
    return { kind: 'set', ranges: negated ? complement(members) : members };
  }

  #member(): readonly CodeRange[] {
    const c = this.text[this.#at] ?? '';
    if (c !== '\\') {
      this.#at++;
      return [[c.charCodeAt(0), c.charCodeAt(0)]];
    }
    if (this.text[this.#at + 1] === 'b') {
      this.#at += 2;
      return [[8, 8]];
    }
    return this.#escapedSet();
  }
}
