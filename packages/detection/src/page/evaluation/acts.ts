/** What acts on the server, with what reaches it. */
import { type Dialect, isBasic } from '../ast.js';
import { MAX_INNER } from '../limits.js';
import { observe } from '../observe.js';
import { parseCode } from '../parse.js';
import { type FunctionInfo, mixed, UNKNOWN, type Value } from '../value.js';
import { SINKS, type Technique } from '../vocabulary.js';
import { Memory } from './memory.js';

/** Fields in which visitors enter passwords, and plain files in which nobody should keep them. */
const PASSWORD = /"[^"]*(?:pass|pwd)[^"]*"$/i;
const KEPT = /\.(?:txt|log|dat|html?|gif|jpe?g|png|css|js|ini|tmp)$/i;

export abstract class Acts extends Memory {
  /** Notes that data of this value reaches something that acts. */
  note(technique: Technique, strength: 0 | 1 | 2, at: number, value: Value, what: string): void {
    const place = this.innerAt >= 0 ? this.innerAt : at;
    observe(this.observations, {
      technique,
      strength,
      at: place,
      source: value.source,
      what,
      raw: !value.rooted,
      text: value.text,
      fixed: value.fixed,
      disguise: value.disguise,
      from: value.from,
      inner: this.innerAt >= 0,
      content: 0,
    });
  }

  protected written(path: Value, content: Value, name: string, at: number, technique: Technique = 'write'): void {
    const strength = path.taint > content.taint ? path : content;
    if (
      content.taint === 2 &&
      path.taint === 0 &&
      PASSWORD.test(content.source?.what ?? '') &&
      KEPT.test(path.text ?? path.suffix ?? '')
    )
      this.note('harvest', 2, at, content, name);
    if (content.text?.includes('<%') || (content.text !== undefined && /runat/i.test(content.text)))
      this.dropped.set(content.text, {
        at: this.innerAt >= 0 ? this.innerAt : at,
        extension: /\.\w{1,6}$/.exec(path.text ?? '')?.[0]?.toLowerCase() ?? '',
      });
    observe(this.observations, {
      technique,
      strength: strength.taint,
      at: this.innerAt >= 0 ? this.innerAt : at,
      source: (content.taint > 0 ? content.source : path.source) ?? path.source,
      what: name,
      raw: path.taint > 0 && !path.rooted,
      text: path.text ?? path.suffix,
      contentPrefix: content.prefix,
      ending: path.text === undefined,
      fixed: content.fixed,
      disguise: content.disguise,
      from: content.from,
      inner: this.innerAt >= 0,
      content: content.taint,
      pathTaint: path.taint,
      pathSource: path.source,
    });
  }

  /** Something that acts is reached by these values. */
  protected act(
    technique: Technique,
    value: Value,
    args: readonly Value[],
    what: string,
    at: number,
    disguise: 0 | 1 | 2 = 0,
  ): void {
    const first = args[0] ?? UNKNOWN;
    if (technique === 'evaluate' || technique === 'compile') {
      if (first.text !== undefined && first.taint === 0) {
        this.innerProgram(first, at, technique === 'compile', what);
        return;
      }
    }
    const strong = args.find((a) => a.taint === value.taint && a.taint > 0) ?? value;
    observe(this.observations, {
      technique,
      strength: value.taint,
      at: this.innerAt >= 0 ? this.innerAt : at,
      source: value.source ?? strong.source,
      what,
      raw: technique === 'start' || !strong.rooted,
      text: args
        .map((a) => a.text ?? a.prefix ?? '')
        .join(' ')
        .slice(0, 4000),
      fixed: value.fixed && args.length > 0,
      disguise: disguise > value.disguise ? disguise : value.disguise,
      from: value.from,
      inner: this.innerAt >= 0,
      content: 0,
      prefix: first.prefix,
    });
  }

  protected external(fn: FunctionInfo, args: readonly Value[], at: number): Value {
    const name = [fn.name.toLowerCase(), ...fn.attributes].find((n) => SINKS.has(n));
    if (name !== undefined) this.act(SINKS.get(name)?.[0]?.technique ?? 'start', mixed(args), args, name, at);
    return mixed(args);
  }

  /** Program text in a constant is read as part of the page. */
  protected innerProgram(value: Value, at: number, compiled: boolean, by: string): Value {
    const text = value.text ?? '';
    if (text.length < 3 || this.inner >= MAX_INNER) return UNKNOWN;
    const id = `${this.dialect}:${text}`;
    const known = this.ran.get(id);
    if (known !== undefined) return known;
    this.ran.set(id, UNKNOWN);
    if (value.disguise === 2 && text.length > 24) {
      observe(this.observations, {
        technique: 'hidden',
        strength: 1,
        at: this.innerAt >= 0 ? this.innerAt : at,
        source: undefined,
        what: 'decoded',
        raw: false,
        text,
        fixed: true,
        disguise: 2,
        from: undefined,
        inner: true,
        content: 0,
      });
    }
    const dialect: Dialect = compiled
      ? /\bimports\b|\bend sub\b/i.test(text)
        ? 'vbnet'
        : 'csharp'
      : /executestatement|addcode|executeglobal/.test(by)
        ? 'vbscript'
        : this.dialect;
    const body = parseCode(text, dialect, 0, this.budget);
    const outerAt = this.innerAt;
    const outerDialect = this.dialect;
    this.innerAt = outerAt >= 0 ? outerAt : at;
    this.inner++;
    this.dialect = dialect;
    this.define(body, isBasic(dialect));
    const last = body.at(-1);
    this.statements(last?.k === 'expr' ? body.slice(0, -1) : body);
    // The value of program text is that of its last expression.
    const result = last?.k === 'expr' ? this.resolve(last.e) : UNKNOWN;
    for (const s of body) if (s.k === 'def') this.entry(s);
    this.ran.set(id, result);
    this.inner--;
    this.dialect = outerDialect;
    this.innerAt = outerAt;
    return result;
  }
}
