/** A rule pack of somebody else -> what of it can be used: validated, without what is there already, with its origin. */
import {
  type IndicatorRow,
  isSigmaDocument,
  listPacks,
  loadContent,
  type NewPack,
  PACK_LIMITS,
  parseIndicatorList,
  parseYaml,
  readPack,
  type SigmaDocument,
  type YaraFile,
} from '@allclear/content';
import { parseSigma } from '@allclear/detection';
import type { Problem } from '@allclear/model';
import { compileContent } from '../run/rules.js';
import { indicatorRules } from './indicator-rules.js';
import { isLicence, type PackFile, type PackSource } from './read-source.js';
import { canonicalRule, RuleIdentities } from './rule-identities.js';
import { readYara } from './yara-file.js';

export interface PreparedPack {
  readonly pack: NewPack;
  /** What was left out, and why. */
  readonly problems: readonly Problem[];
}

export interface PackNames {
  readonly name: string;
  /** What was given, without its folder. */
  readonly source: string;
  /** ISO date of today. */
  readonly added: string;
}

/** Reads what a source holds. `beside`: the content folder it will go to; rules of its other packs are duplicates here. */
export async function preparePack(source: PackSource, names: PackNames, beside: string): Promise<PreparedPack> {
  const draft = new Draft(names, await knownRules(names.name, beside));
  for (const file of source.files) draft.take(file);
  return draft.finish(source);
}

async function knownRules(name: string, folder: string): Promise<RuleIdentities> {
  const known = new RuleIdentities();
  for (const { origin, document } of (await loadContent()).sigma) known.add(document, origin);
  for (const pack of listPacks(folder).packs) {
    if (pack.manifest.name === name) continue;
    for (const { origin, document } of readPack(pack).sigma) known.add(document, origin);
  }
  return known;
}

const YAML_FILE = /\.ya?ml$/i;
const YARA_FILE = /\.yara?$/i;

class Draft {
  readonly #sigma: (SigmaDocument & { readonly line: number })[] = [];
  readonly #generated: SigmaDocument[] = [];
  readonly #yara: YaraFile[] = [];
  readonly #indicators: IndicatorRow[] = [];
  readonly #problems: Problem[] = [];
  readonly #yaraTexts = new Set<string>();
  readonly #yaraRules = new Set<string>();
  readonly #values = new Set<string>();
  #licence: string | undefined;
  #broken = 0;
  #duplicates = 0;

  constructor(
    private readonly names: PackNames,
    private readonly known: RuleIdentities,
  ) {}

  take(file: PackFile): void {
    if (isLicence(file.path)) this.#licence ??= file.text.slice(0, PACK_LIMITS.licenceLength);
    else if (YAML_FILE.test(file.path)) this.#takeSigma(file);
    else if (YARA_FILE.test(file.path)) this.#takeYara(file);
    else this.#takeIndicators(file);
  }

  #origin(path: string): string {
    return `pack ${this.names.name}/${path}`;
  }

  #takeSigma({ path, text }: PackFile): void {
    const origin = this.#origin(path);
    const parsed = parseYaml(text, origin);
    const rules = parsed.documents.filter((d) => isSigmaDocument(d.value));
    // Repositories hold other YAML, too: a file without any rule is none of ours, unless it is a rule that is broken.
    if (rules.length === 0) {
      if (/^\s*(?:detection|correlation)\s*:/m.test(text)) this.#break(parsed.problems);
      return;
    }
    this.#break(parsed.problems);
    for (const { value, line } of rules) {
      const { problems } = parseSigma(value, origin);
      if (problems.length > 0) {
        this.#break(problems.map((p) => ({ ...p, line })));
        continue;
      }
      const before = this.known.add(value, origin);
      if (before !== undefined) {
        this.#duplicate(origin, line, `the same rule as ${before}`);
        continue;
      }
      if (this.#sigma.length >= PACK_LIMITS.entries) return;
      this.#sigma.push({ origin, document: value, line });
    }
  }

  #takeYara({ path, text }: PackFile): void {
    const origin = this.#origin(path);
    const read = readYara(text, origin);
    this.#break(read.problems);
    if (read.rules.length === 0 || this.#yara.length >= PACK_LIMITS.entries) return;
    const seen = read.rules.filter((rule) => this.#yaraRules.has(rule));
    if (this.#yaraTexts.has(text) || seen.length === read.rules.length) {
      this.#duplicate(origin, undefined, 'all its rules came with another file of the pack');
      return;
    }
    this.#yaraTexts.add(text);
    for (const rule of read.rules) this.#yaraRules.add(rule);
    this.#yara.push({ origin, text });
  }

  #takeIndicators({ path, text }: PackFile): void {
    const origin = this.#origin(path);
    const list = parseIndicatorList(text, origin);
    if (!list.recognised) return;
    this.#break(list.problems);
    const rows: IndicatorRow[] = [];
    for (const { type, value, context } of list.indicators) {
      const key = `${type} ${value.toLowerCase()}`;
      if (this.#values.has(key)) {
        this.#duplicates++;
        continue;
      }
      if (this.#indicators.length + rows.length >= PACK_LIMITS.entries) break;
      this.#values.add(key);
      rows.push({
        type,
        value,
        context: context === '' ? `listed in ${origin}` : context,
        campaigns: [],
        source: origin,
        historical: false,
        contextOnly: false,
        verify: false,
        withdrawn: false,
        encoded: false,
        pack: this.names.name,
      });
    }
    for (const row of rows) this.#indicators.push(row);
    this.#generated.push(...indicatorRules(this.names.name, origin, rows, `added with ${this.names.source}`));
  }

  #break(problems: readonly Problem[]): void {
    this.#broken += problems.length;
    this.#problems.push(...problems);
  }

  #duplicate(origin: string, line: number | undefined, detail: string): void {
    this.#duplicates++;
    this.#problems.push({
      code: 'ALC-R001',
      file: origin,
      ...(line === undefined ? {} : { line }),
      detail: `not added: ${detail}`,
    });
  }

  finish(source: PackSource): PreparedPack {
    const { name, added } = this.names;
    const rules = this.#withoutUncompiled();
    return {
      pack: {
        manifest: {
          name,
          source: this.names.source,
          ...(source.revision === undefined ? {} : { revision: source.revision }),
          ...(this.#licence === undefined ? {} : { licence: licenceName(this.#licence) }),
          added,
          rules: rules.length,
          yara: this.#yara.length,
          indicators: this.#indicators.length,
          broken: this.#broken,
          duplicates: this.#duplicates,
        },
        licence: this.#licence,
        sigma: [...rules, ...this.#generated].map(({ origin, document }) => ({
          origin,
          document: licensed(document, this.#licence),
        })),
        yara: this.#yara,
        indicators: this.#indicators,
      },
      problems: this.#problems,
    };
  }

  /** Some faults show only when all rules stand together: a correlation of a rule that is not there. */
  #withoutUncompiled(): readonly (SigmaDocument & { readonly line: number })[] {
    const { problems } = compileContent(this.#sigma);
    if (problems.length === 0) return this.#sigma;
    this.#break(problems.map((p) => ({ ...p, ...this.#lineOf(p) })));
    const faulty = new Set(problems.map((p) => p.file));
    return this.#sigma.filter(({ origin, document }) => !faulty.has(origin) || !isCorrelation(document));
  }

  #lineOf(problem: Problem): { line?: number } {
    const places = this.#sigma.filter((s) => s.origin === problem.file && isCorrelation(s.document));
    return places.length === 1 && places[0] ? { line: places[0].line } : {};
  }
}

function isCorrelation(document: unknown): boolean {
  return canonicalRule(document)?.startsWith('correlation') ?? false;
}

/** A rule that names no licence of its own is under that of its pack. */
function licensed(document: unknown, licence: string | undefined): unknown {
  if (licence === undefined || typeof document !== 'object' || document === null || 'license' in document)
    return document;
  return { ...document, license: licenceName(licence) };
}

const KNOWN_LICENCE =
  /Detection Rule License(?: \(DRL\))?(?: \d\.\d)?|MIT License|Apache License,? *(?:Version 2\.0)?|GNU (?:Affero |Lesser )?General Public License|BSD \d-Clause|Creative Commons[^\n.]{0,60}|Mozilla Public License|CC0[\w .-]{0,20}|The Unlicense/i;

/** The licence's usual name where the text says it, else its first line. */
function licenceName(text: string): string {
  const known = KNOWN_LICENCE.exec(text)?.[0].trim();
  if (known !== undefined) return known;
  const line = text.split('\n').find((l) => l.trim() !== '') ?? '';
  return line
    .replace(/^[#\s]+/, '')
    .trim()
    .slice(0, 120);
}
