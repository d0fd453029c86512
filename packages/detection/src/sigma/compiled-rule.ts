import type { EvidenceEvent, LogSource } from '@allclear/model';
import { collectFields, evaluate } from './evaluate.js';
import { EventView, type FieldNames } from './event-view.js';
import { Layout } from './literals/layout.js';
import { requirementOf } from './literals/requirement.js';
import type { SigmaRule } from './rule.js';

/**
 * A matching record's raw line holds all literals of at least one alternative (ASCII, lower case, at least 4 bytes);
 * where `decoded`, the literal may also stand there percent-encoded.
 */
export interface LiteralNeed {
  readonly any: readonly { readonly all: readonly { readonly text: string; readonly decoded: boolean }[] }[];
}

export interface CompiledRule {
  readonly rule: SigmaRule;
  /** The log source's own parts each equal the rule's, where the rule names them, or are a case of it. */
  appliesTo(source: LogSource): boolean;
  /** Does not look at the log source: that is `appliesTo`. */
  matches(event: EvidenceEvent): boolean;
  /** The event's names of the fields that made the rule match, in the order of the rule. */
  matchedFields(event: EvidenceEvent): string[];
  /** Holds for every layout of the rule's log source; a `TableMatcher` knows more. Undefined: must see every line. */
  readonly needs: LiteralNeed | undefined;
}

/** The shortest literal that the prefilter takes. */
export const MIN_LITERAL = 4;

export class SigmaMatcher implements CompiledRule {
  #needs: LiteralNeed | undefined | null = null;

  constructor(
    readonly rule: SigmaRule,
    readonly fieldNames: (source: LogSource) => FieldNames,
  ) {}

  appliesTo(source: LogSource): boolean {
    const { product, service, category } = this.rule.logSource;
    return (
      (product === undefined || product === source.product?.toLowerCase()) &&
      (service === undefined || service === source.service?.toLowerCase()) &&
      (category === undefined || coversCategory(category, source.category?.toLowerCase()))
    );
  }

  matches(event: EvidenceEvent): boolean {
    return this.matchesView(new EventView(event, this.fieldNames(event.logSource)));
  }

  matchesView(view: EventView): boolean {
    return evaluate(this.rule.detection, view);
  }

  matchedFields(event: EvidenceEvent): string[] {
    const fields = new Set<string>();
    const view = new EventView(event, this.fieldNames(event.logSource));
    if (this.matchesView(view)) collectFields(this.rule.detection, view, fields);
    return [...fields];
  }

  get needs(): LiteralNeed | undefined {
    if (this.#needs === null) this.#needs = generalNeed(this.rule);
    return this.#needs;
  }
}

/** Categories that stand for several narrower ones (SigmaHQ taxonomy: registry_event is any of Sysmon 12, 13, 14). */
const WIDER: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['registry_event', new Set(['registry_add', 'registry_delete', 'registry_set', 'registry_rename'])],
]);

function coversCategory(wanted: string, given: string | undefined): boolean {
  return wanted === given || (given !== undefined && WIDER.get(wanted)?.has(given) === true);
}

function generalNeed(rule: SigmaRule): LiteralNeed | undefined {
  const layout = Layout.ofLogSource(rule.logSource);
  const any: { all: { text: string; decoded: boolean }[] }[] = [];
  const requirement = requirementOf(rule.detection);
  if (requirement === undefined) return undefined;
  for (const alternative of requirement) {
    const all = alternative
      .flatMap((part) => layout.raw(part))
      .flatMap(({ text, decoded }) => (decoded ? text.split(' ') : [text]).map((piece) => ({ text: piece, decoded })))
      .filter(({ text }) => text.length >= MIN_LITERAL);
    if (all.length === 0) return undefined;
    any.push({ all });
  }
  return { any };
}

/** Compiles one rule on its own, without field mapping. */
export function compileRule(rule: SigmaRule): CompiledRule {
  return new SigmaMatcher(rule, () => NO_NAMES);
}

const NO_NAMES: FieldNames = new Map();
