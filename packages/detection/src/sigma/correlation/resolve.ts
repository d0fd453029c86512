/** What correlations refer to: rules and other correlations, by id or by name. */
import type { Problem } from '@allclear/model';
import type { SigmaCorrelation, SigmaRule } from '../rule.js';

export interface Member {
  /** As the correlation writes it. */
  readonly reference: string;
  readonly id: string;
  readonly name: string | undefined;
  /** Set where the member is itself a correlation. */
  readonly correlation: ResolvedCorrelation | undefined;
}

export interface ResolvedCorrelation {
  readonly correlation: SigmaCorrelation;
  readonly members: readonly Member[];
  /** Another correlation builds on this one. */
  used: boolean;
}

/** Correlations of correlations of … */
export const MAX_CORRELATION_DEPTH = 20;

/** @returns correlations that can be worked out, each after those it refers to. */
export function resolveCorrelations(
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
): { ordered: ResolvedCorrelation[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const ruleByReference = new Map<string, SigmaRule>();
  for (const rule of rules)
    if (rule.name !== undefined && !ruleByReference.has(rule.name)) ruleByReference.set(rule.name, rule);
  for (const rule of rules) ruleByReference.set(rule.id, rule);
  const byReference = new Map<string, SigmaCorrelation>();
  for (const one of correlations)
    if (one.name !== undefined && !byReference.has(one.name)) byReference.set(one.name, one);
  // An id beats a name, the first of equal ids the later ones.
  for (const one of [...correlations].reverse()) byReference.set(one.id, one);

  const done = new Map<SigmaCorrelation, ResolvedCorrelation | undefined>();
  const open = new Set<SigmaCorrelation>();
  const ordered: ResolvedCorrelation[] = [];
  const fail = (correlation: SigmaCorrelation, detail: string): undefined => {
    problems.push({ code: 'ALC-R001', file: correlation.origin, detail: `correlation ${correlation.id}: ${detail}` });
    done.set(correlation, undefined);
    return undefined;
  };
  const resolve = (correlation: SigmaCorrelation): ResolvedCorrelation | undefined => {
    if (done.has(correlation)) return done.get(correlation);
    if (open.has(correlation)) return fail(correlation, 'it refers to itself');
    if (open.size >= MAX_CORRELATION_DEPTH) return fail(correlation, `nested deeper than ${MAX_CORRELATION_DEPTH}`);
    open.add(correlation);
    const members: Member[] = [];
    let fault: string | undefined;
    for (const reference of correlation.rules) {
      const rule = ruleByReference.get(reference);
      const other = byReference.get(reference);
      if (rule !== undefined) members.push({ reference, id: rule.id, name: rule.name, correlation: undefined });
      else if (other === undefined) fault ??= `there is no rule ${JSON.stringify(reference.slice(0, 80))}`;
      else {
        const resolved = resolve(other);
        if (resolved === undefined) fault ??= `${JSON.stringify(reference.slice(0, 80))} cannot be used`;
        else {
          resolved.used = true;
          members.push({ reference, id: other.id, name: other.name, correlation: resolved });
        }
      }
    }
    open.delete(correlation);
    if (done.has(correlation)) return undefined;
    if (fault !== undefined) return fail(correlation, fault);
    const resolved: ResolvedCorrelation = { correlation, members, used: false };
    done.set(correlation, resolved);
    ordered.push(resolved);
    return resolved;
  };
  const ids = new Set(rules.map((rule) => rule.id));
  for (const correlation of correlations) {
    if (byReference.get(correlation.id) !== correlation || ids.has(correlation.id))
      fail(correlation, 'its id is already taken');
    else resolve(correlation);
  }
  return { ordered, problems };
}

/** The field of a member's records that a name of the correlation (perhaps an alias) stands for. */
export function memberField(correlation: SigmaCorrelation, member: Member, name: string): string {
  const alias = correlation.aliases.get(name);
  if (alias === undefined) return name;
  return alias.get(member.reference) ?? alias.get(member.id) ?? alias.get(member.name ?? '') ?? name;
}

/** Rule id -> fields of its matches that some correlation needs. */
export function correlationFields(
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, Set<string>>();
  const add = (member: Member, names: readonly string[]): void => {
    if (member.correlation !== undefined) {
      for (const inner of member.correlation.members) add(inner, names);
      return;
    }
    const known = fields.get(member.id) ?? new Set<string>();
    for (const name of names) known.add(name);
    fields.set(member.id, known);
  };
  for (const { correlation, members } of resolveCorrelations(correlations, rules).ordered)
    for (const member of members)
      add(
        member,
        [...correlation.groupBy, ...correlation.valueFields].map((name) => memberField(correlation, member, name)),
      );
  return new Map([...fields].map(([id, names]) => [id, [...names]]));
}
