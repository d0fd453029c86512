/** Sigma documents -> the compiled rule set, the same in every thread. */
import { parseSigma, RuleSet, type SigmaCorrelation, type SigmaRule } from '@allclear/detection';
import type { DetectionMeta, Problem } from '@allclear/model';

export interface CompiledContent {
  readonly ruleSet: RuleSet;
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly SigmaCorrelation[];
  readonly problems: readonly Problem[];
  /** Fields that correlations group by or count: every match must carry them. */
  readonly correlationFields: readonly string[];
  metaOf(ruleId: string): DetectionMeta | undefined;
}

export function compileContent(
  documents: readonly { readonly origin: string; readonly document: unknown }[],
): CompiledContent {
  const rules: SigmaRule[] = [];
  const correlations: SigmaCorrelation[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { origin, document } of documents) {
    const parsed = parseSigma(document, origin);
    problems.push(...parsed.problems);
    const id = parsed.rule?.id ?? parsed.correlation?.id;
    if (id !== undefined && seen.has(id)) {
      problems.push({
        code: 'ALC-R001',
        file: origin,
        detail: `a second rule with the id ${id}; the first one is used`,
      });
      continue;
    }
    if (id !== undefined) seen.add(id);
    if (parsed.rule) rules.push(parsed.rule);
    if (parsed.correlation) correlations.push(parsed.correlation);
  }
  const ruleSet = new RuleSet(rules, correlations);
  problems.push(...ruleSet.problems);
  const metas = new Map<string, DetectionMeta>();
  for (const rule of [...rules, ...correlations]) if (rule.meta) metas.set(rule.id, rule.meta);
  const fields = new Set<string>();
  for (const correlation of correlations) {
    for (const field of correlation.groupBy) fields.add(field);
    for (const names of Object.values(correlation.aliases ?? {})) for (const f of Object.values(names)) fields.add(f);
    if (correlation.field !== undefined) fields.add(correlation.field);
  }
  return { ruleSet, rules, correlations, problems, correlationFields: [...fields], metaOf: (id) => metas.get(id) };
}
