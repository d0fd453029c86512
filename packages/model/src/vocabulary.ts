import { z } from 'zod';

export const Severity = z.enum(['info', 'low', 'medium', 'high', 'critical']);
export type Severity = z.infer<typeof Severity>;
/** Severities from least to most severe; use the index to compare. */
export const SEVERITY_ORDER: readonly Severity[] = Severity.options;

export const Confidence = z.enum(['low', 'medium', 'high']);
export type Confidence = z.infer<typeof Confidence>;

/**
 * How far the seen act got. probe < attempt < success-likely < success say whether the attacker got what the
 * step was for. `supporting` strengthens other findings and decides nothing alone. `exposure` is an open hole,
 * `mitigation` a protection in place, `context` is worth knowing.
 */
export const Outcome = z.enum([
  'context',
  'mitigation',
  'exposure',
  'supporting',
  'probe',
  'attempt',
  'success-likely',
  'success',
]);
export type Outcome = z.infer<typeof Outcome>;

/** Phases of an intrusion in their usual order, then what the defenders did. */
export const Phase = z.enum([
  'reconnaissance',
  'exploitation',
  'web-shell',
  'execution',
  'persistence',
  'credential-access',
  'mail-theft',
  'collection',
  'lateral-movement',
  'defence-evasion',
  'impact',
  'exposure',
  'response',
]);
export type Phase = z.infer<typeof Phase>;

/** ATT&CK version that technique ids in this code base refer to. */
export const ATTACK_VERSION = '17.1';
export const Technique = z.object({ id: z.string().regex(/^T\d{4}(\.\d{3})?$/), name: z.string() });
export type Technique = z.infer<typeof Technique>;

/** UTC, ISO 8601 with milliseconds and Z. */
export const Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/);
export const Period = z.object({ from: Instant, to: Instant });
export type Period = z.infer<typeof Period>;

/** Milliseconds UTC to the one way times are written; undefined outside years 1970..9999. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export const EntityKind = z.enum([
  'client', // an IP address that sent requests
  'mailbox',
  'account',
  'page', // URL path of a page on the server
  'file', // Windows path on the server
  'process',
  'task',
  'virtual-directory',
  'module',
  'domain',
  'hash',
  'server',
]);
export type EntityKind = z.infer<typeof EntityKind>;
export const Entity = z.object({ kind: EntityKind, value: z.string() });
export type Entity = z.infer<typeof Entity>;
