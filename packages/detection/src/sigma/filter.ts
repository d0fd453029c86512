/** Sigma filters take effect on the rules that they name (Sigma filters specification 2.1). */
import type { LogSource, Problem } from '@allclear/model';
import { both, type Node } from './detection.js';
import type { SigmaFilter, SigmaRule } from './rule.js';

/**
 * The rules, in their order, each with its filters in its detection. A filter that no rule is found for is told in
 * `problems` (code ALC-R001): whoever wrote it believes that something is suppressed.
 */
export function applyFilters(
  rules: readonly SigmaRule[],
  filters: readonly SigmaFilter[],
): { readonly rules: readonly SigmaRule[]; readonly problems: readonly Problem[] } {
  if (filters.length === 0) return { rules, problems: [] };
  const used = new Set<SigmaFilter>();
  const filtered = rules.map((rule): SigmaRule => {
    const keeps: Node[] = [];
    for (const filter of filters) {
      if (!isMeant(filter, rule) || !covers(filter.logSource, rule.logSource)) continue;
      used.add(filter);
      keeps.push(filter.keeps);
    }
    return keeps.length === 0 ? rule : { ...rule, detection: both('and', [rule.detection, ...keeps]) };
  });
  const problems = filters
    .filter((filter) => !used.has(filter))
    .map((filter): Problem => {
      const detail = 'the filter has no effect: none of the rules that it names is loaded for its log source';
      return { code: 'ALC-R001', file: filter.origin, detail };
    });
  return { rules: filtered, problems };
}

function isMeant({ rules }: SigmaFilter, rule: SigmaRule): boolean {
  return rules === 'any' || rules.includes(rule.id) || (rule.name !== undefined && rules.includes(rule.name));
}

function covers(filter: LogSource, rule: LogSource): boolean {
  return (['product', 'service', 'category'] as const).every(
    (part) => filter[part] === undefined || filter[part] === rule[part],
  );
}
