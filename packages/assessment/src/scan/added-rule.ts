/** What is made of a rule that says nothing about phases and entities: its ATT&CK tactics, and fields of known meaning. */
import type { Entity, EntityKind, EvidenceEvent, Phase } from '@allclear/model';

/** Tactics of ATT&CK, the most telling first: a rule often names several. https://attack.mitre.org/tactics/enterprise/ */
const PHASES: readonly (readonly [string, Phase])[] = [
  ['impact', 'impact'],
  ['exfiltration', 'collection'],
  ['collection', 'collection'],
  ['credential-access', 'credential-access'],
  ['lateral-movement', 'lateral-movement'],
  ['persistence', 'persistence'],
  ['privilege-escalation', 'execution'],
  ['defense-evasion', 'defence-evasion'],
  ['stealth', 'defence-evasion'],
  ['defense-impairment', 'defence-evasion'],
  ['initial-access', 'exploitation'],
  ['command-and-control', 'execution'],
  ['execution', 'execution'],
  ['discovery', 'execution'],
  ['reconnaissance', 'reconnaissance'],
  ['resource-development', 'reconnaissance'],
];

/** The phase that a rule's tags (`attack.persistence`) name; execution where they name none. */
export function phaseOf(tags: readonly string[]): Phase {
  const tactics = new Set(
    tags.map((tag) => tag.toLowerCase().replaceAll('_', '-')).filter((tag) => tag.startsWith('attack.')),
  );
  return PHASES.find(([tactic]) => tactics.has(`attack.${tactic}`))?.[1] ?? 'execution';
}

const FIELDS: readonly (readonly [string, EntityKind])[] = [
  ['Image', 'process'],
  ['NewProcessName', 'process'],
  ['c-ip', 'client'],
  ['ClientIpAddress', 'client'],
  ['IpAddress', 'client'],
  ['DestinationIp', 'client'],
  ['TargetUserName', 'account'],
  ['User', 'account'],
  ['SubjectUserName', 'account'],
  ['TargetFilename', 'file'],
  ['ServiceFileName', 'file'],
  ['TaskName', 'task'],
  ['cs-uri-stem', 'page'],
  ['QueryName', 'domain'],
];

/** Fields that group the records of a rule without a word of its own. */
export const GROUPING = ['Image', 'NewProcessName', 'TargetFilename', 'TaskName'] as const;

/** Whom and what a record names, by fields of known meaning: addresses that are none (`-`, `::1`) are left out. */
export function entitiesByField(event: Pick<EvidenceEvent, 'get'>): Entity[] {
  const entities: Entity[] = [];
  for (const [field, kind] of FIELDS) {
    const value = event.get(field);
    if (value === undefined || value === '' || value === '-' || entities.some((e) => e.value === value)) continue;
    if (kind === 'client' && /^(?:::1|127\.|0\.0\.0\.0)/.test(value)) continue;
    entities.push({ kind, value: value.slice(0, 300) });
  }
  return entities;
}
