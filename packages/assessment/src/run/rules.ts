/** Sigma documents -> the compiled rule set, the same in every thread. */
import {
  applyFilters,
  parseSigma,
  RuleSet,
  readPlaceholders,
  type SigmaCorrelation,
  type SigmaFilter,
  type SigmaRule,
} from '@allclear/detection';
import type { DetectionMeta, Problem } from '@allclear/model';

export interface CompiledContent {
  readonly ruleSet: RuleSet;
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly SigmaCorrelation[];
  readonly problems: readonly Problem[];
  metaOf(ruleId: string): DetectionMeta | undefined;
}

/**
 * Parses and compiles Sigma documents: rules, correlations, filters, values of placeholders. Bad ones, and second ones of the same id, are left out
 * and told in `problems`.
 */
export function compileContent(
  documents: readonly { readonly origin: string; readonly document: unknown }[],
): CompiledContent {
  const read: SigmaRule[] = [];
  const filters: SigmaFilter[] = [];
  const correlations: SigmaCorrelation[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const { placeholders, rest, problems: unread } = readPlaceholders(documents);
  problems.push(...unread);
  for (const { origin, document } of rest) {
    const parsed = parseSigma(document, origin, { placeholders });
    problems.push(...parsed.problems);
    const id = parsed.rule?.id ?? parsed.correlation?.id ?? parsed.filter?.id;
    if (id !== undefined && seen.has(id)) {
      problems.push({
        code: 'ALC-R001',
        file: origin,
        detail: `a second rule with the id ${id}; the first one is used`,
      });
      continue;
    }
    if (id !== undefined) seen.add(id);
    if (parsed.rule) read.push(parsed.rule);
    if (parsed.filter) filters.push(parsed.filter);
    if (parsed.correlation) correlations.push(parsed.correlation);
  }
  const { rules, problems: unused } = applyFilters(read, filters);
  problems.push(...unused);
  const ruleSet = new RuleSet(rules, correlations);
  problems.push(...ruleSet.problems);
  const metas = new Map<string, DetectionMeta>();
  for (const rule of [...rules, ...correlations]) if (rule.meta) metas.set(rule.id, rule.meta);
  return { ruleSet, rules, correlations, problems, metaOf: (id) => metas.get(id) };
}
