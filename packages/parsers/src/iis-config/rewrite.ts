/** Rules of the URL Rewrite module: what a rule does, one fact a condition, so that a mitigation is told by behaviour. */
import type { XmlElement } from '../xml/index.js';
import type { FactDraft, FactValues } from './draft.js';

const MAX_CONDITIONS = 50;

function common(rule: XmlElement, parents: readonly XmlElement[], location: string): FactValues {
  const list = parents.at(-1)?.name ?? '';
  return {
    kind: 'rewriteRule',
    name: rule.attributes.get('name'),
    enabled: rule.attributes.get('enabled')?.toLowerCase() ?? 'true',
    direction: list === 'outboundRules' ? 'outbound' : 'inbound',
    scope: list,
    location,
    stopProcessing: rule.attributes.get('stopProcessing')?.toLowerCase(),
  };
}

/** `inside`: all elements within the rule, in document order. */
export function ruleFacts(
  rule: XmlElement,
  inside: readonly XmlElement[],
  parents: readonly XmlElement[],
  location: string,
): FactDraft[] {
  const match = inside.find((e) => e.name === 'match');
  const action = inside.find((e) => e.name === 'action');
  const group = inside.find((e) => e.name === 'conditions');
  const conditions = inside.filter((e) => e.name === 'add' && e.attributes.has('input')).slice(0, MAX_CONDITIONS);
  const shared: FactValues = {
    ...common(rule, parents, location),
    url: match?.attributes.get('url'),
    serverVariable: match?.attributes.get('serverVariable'),
    matchNegate: match?.attributes.get('negate')?.toLowerCase(),
    action: action?.attributes.get('type'),
    value: action?.attributes.get('value') ?? action?.attributes.get('url'),
    conditionCount: conditions.length,
    logicalGrouping: group?.attributes.get('logicalGrouping') ?? 'MatchAll',
  };
  if (conditions.length === 0) return [{ line: rule.line, values: shared }];
  return conditions.map((condition) => ({
    line: condition.line,
    values: {
      ...shared,
      input: condition.attributes.get('input'),
      pattern: condition.attributes.get('pattern'),
      matchType: condition.attributes.get('matchType'),
      ignoreCase: condition.attributes.get('ignoreCase')?.toLowerCase() ?? 'true',
      negate: condition.attributes.get('negate')?.toLowerCase() ?? 'false',
    },
  }));
}
