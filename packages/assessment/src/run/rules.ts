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

/** What of a rule is only told to people; matching does without. */
const FOR_READERS: ReadonlySet<string> = new Set([
  'description',
  'references',
  'author',
  'license',
  'date',
  'modified',
  'falsepositives',
  'related',
]);

/** The documents as another thread needs them: less to copy, less to keep. They compile, or not, as the whole ones do. */
export function documentsForMatching(
  documents: readonly { readonly origin: string; readonly document: unknown }[],
): { readonly origin: string; readonly document: unknown }[] {
  return documents.map(({ origin, document }) => {
    if (typeof document !== 'object' || document === null) return { origin, document };
    return {
      origin,
      document: Object.fromEntries(Object.entries(document).filter(([name]) => !FOR_READERS.has(name))),
    };
  });
}
