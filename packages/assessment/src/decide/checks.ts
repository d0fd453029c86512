/** Every check of the catalogue ends as hit, no hit for a period, or could not check. */
import type { CheckDescription } from '@allclear/content';
import type { SigmaRule } from '@allclear/detection';
import { type CheckResult, type Finding, instant, type PatchState } from '@allclear/model';
import { greatest, type HostEvidence, least } from '../correlate/host-evidence.js';

export function checkResults(
  checks: readonly CheckDescription[],
  findings: readonly Finding[],
  host: HostEvidence,
  patch: PatchState,
  rules: readonly SigmaRule[],
): CheckResult[] {
  return checks.map((check): CheckResult => {
    const hits = findings.filter((f) => f.rule.checks.includes(check.id));
    const base = { id: check.id, title: check.title, findings: hits.map((f) => f.id) };
    if (hits.length > 0) return { ...base, status: 'hit', sources: sourcesOf(check, host), ...periodOf(check, host) };
    if (check.status === 'not-yet') {
      return {
        ...base,
        status: 'could-not-check',
        sources: [],
        note: check.reason ?? 'This version has no rule for it.',
      };
    }
    // The build check is answered by the build table, not by a rule.
    if (check.id === 'EX-VU-001') {
      return patch.current
        ? {
            ...base,
            status: patch.vulnerabilities.some((v) => v.status === 'vulnerable') ? 'hit' : 'no-hit',
            sources: ['exchange-binary'],
          }
        : { ...base, status: 'could-not-check', sources: [], note: `The build is not known. ${check.howToCollect}` };
    }
    const present = sourcesOf(check, host);
    if (present.length === 0) {
      return { ...base, status: 'could-not-check', sources: [], note: `Not in the evidence. ${check.howToCollect}` };
    }
    const silent = missingEventLogs(check, present, host, rules);
    if (silent !== undefined)
      return { ...base, status: 'could-not-check', sources: [], note: `${silent} ${check.howToCollect}` };
    const period = periodOf(check, host);
    const short = shortfall(check, period.period);
    return {
      ...base,
      status: 'no-hit',
      sources: present,
      ...period,
      ...(short !== undefined ? { note: short } : check.reason !== undefined ? { note: check.reason } : {}),
    };
  });
}

/** Artifacts of the first evidence list that is there as a whole; else those that are there at all of a hit check. */
function sourcesOf(check: CheckDescription, host: HostEvidence): string[] {
  const whole = check.evidence
    .map((list) => list.map((id) => given(id, host)))
    .filter((list) => list.every((ids) => ids.length > 0));
  return [...new Set(whole.flat(2))];
}

/** Event logs answer in either form: the catalogue names the exported one. */
const EVENT_LOGS: readonly string[] = ['evtx', 'event-log-json'];

function given(id: string, host: HostEvidence): string[] {
  return (EVENT_LOGS.includes(id) ? EVENT_LOGS : [id]).filter((one) => host.artifacts.has(one));
}

/**
 * Event logs are there, but none of the logs that this check's rules read: absence of a log is not absence of
 * events. Undefined where the check has other evidence too, or at least one of its logs is there.
 */
function missingEventLogs(
  check: CheckDescription,
  present: readonly string[],
  host: HostEvidence,
  rules: readonly SigmaRule[],
): string | undefined {
  if (present.some((id) => !EVENT_LOGS.includes(id))) return undefined;
  const needed = rules
    .filter((rule) => rule.meta?.checks.includes(check.id) && rule.logSource.product === 'windows')
    .map((rule) => rule.logSource.category ?? rule.logSource.service)
    .filter((source) => source !== undefined);
  if (needed.length === 0 || needed.some((source) => host.eventSources.has(source))) return undefined;
  return `No records of ${[...new Set(needed)].join(' or ')} in the event logs.`;
}

function periodOf(check: CheckDescription, host: HostEvidence): { period?: { from: string; to: string } } {
  let first: number | undefined;
  let last: number | undefined;
  for (const id of sourcesOf(check, host)) {
    const statistics = host.artifacts.get(id)?.statistics;
    first = least(first, statistics?.first);
    last = greatest(last, statistics?.last);
  }
  return first === undefined || last === undefined ? {} : { period: { from: instant(first), to: instant(last) } };
}

function shortfall(check: CheckDescription, period: { from: string; to: string } | undefined): string | undefined {
  if (!check.period || !period || period.from <= check.period.from) return undefined;
  return `The evidence begins ${period.from.slice(0, 10)}; this was seen from ${check.period.from.slice(0, 10)} on.`;
}
