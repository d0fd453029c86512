/** What happened, in order: findings, changes of the build, and what defenders did. */
import {
  type Finding,
  type PatchState,
  Phase as PhaseSchema,
  type PhaseSummary,
  SEVERITY_ORDER,
  type TimelineEntry,
} from '@allclear/model';
import { outcomeRank } from './clients.js';

/** `others`: what logs tell that no finding does. */
export function buildTimeline(
  findings: readonly Finding[],
  patch: PatchState,
  others: readonly TimelineEntry[] = [],
): TimelineEntry[] {
  const entries: TimelineEntry[] = [...others];
  for (const finding of findings) {
    if (finding.first === undefined || finding.phase === 'exposure') continue;
    const place = finding.quotes[0]?.place;
    entries.push({
      time: finding.first,
      ...(finding.last !== undefined && finding.last !== finding.first ? { end: finding.last } : {}),
      phase: finding.phase,
      outcome: finding.outcome,
      severity: finding.severity,
      text: describe(finding),
      entities: finding.entities.slice(0, 10),
      finding: finding.id,
      ...(place === undefined ? {} : { place }),
      count: finding.count,
    });
  }
  let previous: string | undefined;
  for (const sighting of patch.history) {
    if (sighting.first === undefined || sighting.source === 'file-version' || sighting.build === previous) continue;
    if (previous !== undefined) {
      entries.push({
        time: sighting.first,
        phase: 'response',
        outcome: 'context',
        severity: 'info',
        text: `First log row of build ${sighting.build}${sighting.name ? ` (${sighting.name})` : ''}; before it ${previous}`,
        entities: [],
        count: 1,
      });
    }
    previous = sighting.build;
  }
  return entries.sort(
    (a, b) =>
      a.time.localeCompare(b.time) ||
      PhaseSchema.options.indexOf(a.phase) - PhaseSchema.options.indexOf(b.phase) ||
      (a.finding ?? '').localeCompare(b.finding ?? '') ||
      a.text.localeCompare(b.text),
  );
}

function describe(finding: Finding): string {
  const who = finding.entities.filter((e) => e.kind === 'client').map((e) => e.value);
  const what = finding.entities.filter((e) => e.kind !== 'client').map((e) => e.value);
  const parts = [finding.rule.title];
  if (what.length > 0) parts.push(what.slice(0, 3).join(', '));
  if (who.length > 0)
    parts.push(`by ${who.slice(0, 3).join(', ')}${who.length > 3 ? ` and ${who.length - 3} more` : ''}`);
  return parts.join(': ').replace(/: by /, ' by ');
}

export function summarisePhases(findings: readonly Finding[]): PhaseSummary[] {
  const summaries: PhaseSummary[] = [];
  for (const phase of PhaseSchema.options) {
    if (phase === 'exposure') continue;
    const own = findings.filter((f) => f.phase === phase && outcomeRank(f.outcome) > 0);
    const strongest = own.reduce<Finding | undefined>(
      (best, f) => (best === undefined || outcomeRank(f.outcome) > outcomeRank(best.outcome) ? f : best),
      undefined,
    );
    if (!strongest) continue;
    const first = least(own.map((f) => f.first));
    const last = least(
      own.map((f) => f.last ?? f.first),
      -1,
    );
    const techniques = new Map(own.flatMap((f) => f.techniques).map((t) => [t.id, t]));
    summaries.push({
      phase,
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
      outcome: strongest.outcome,
      findings: own.map((f) => f.id),
      techniques: [...techniques.values()].sort((a, b) => a.id.localeCompare(b.id)),
    });
  }
  return summaries;
}

/** Findings most telling first: severity, then outcome, then time. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      (a.first ?? '9999').localeCompare(b.first ?? '9999') ||
      SEVERITY_ORDER.indexOf(b.severity) - SEVERITY_ORDER.indexOf(a.severity) ||
      a.id.localeCompare(b.id),
  );
}

function least(values: readonly (string | undefined)[], direction: 1 | -1 = 1): string | undefined {
  return values.filter((v): v is string => v !== undefined).sort((a, b) => direction * a.localeCompare(b))[0];
}
