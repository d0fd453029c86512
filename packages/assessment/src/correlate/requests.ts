/** How many requests stand behind findings: several rules and two logs may have seen the same one. */
import type { SigmaRule } from '@allclear/detection';
import type { Finding } from '@allclear/model';
import type { Sighting } from '../scan/file-report.js';
import { isOwnAddress } from './clients.js';

/** Logs that write one row a request, most complete first; one of them is counted. */
const REQUEST_LOGS = ['httpproxy', 'iis'];

/**
 * Distinct requests of the given findings. Groups of records that were too many to be kept count with their number.
 * Undefined where no log of requests stands behind them.
 */
export function countRequests(
  findings: readonly Finding[],
  sightings: readonly Sighting[],
  rules: ReadonlyMap<string, SigmaRule>,
): number | undefined {
  const wanted = new Set(findings.map((f) => f.rule.id));
  const clients = new Set(
    findings.flatMap((f) =>
      f.entities.filter((e) => e.kind === 'client' && !isOwnAddress(e.value)).map((e) => e.value),
    ),
  );
  for (const log of REQUEST_LOGS) {
    const own = sightings.filter(
      (s) =>
        wanted.has(s.ruleId) &&
        serviceOf(rules.get(s.ruleId)) === log &&
        (clients.size === 0 || s.entities.some((e) => e.kind === 'client' && clients.has(e.value))),
    );
    if (own.length === 0) continue;
    const places = new Set<string>();
    let unkept = 0;
    for (const sighting of own) {
      for (const { place } of sighting.records) places.add(`${place.file}:${place.offset ?? place.line ?? 0}`);
      unkept = Math.max(unkept, sighting.count - sighting.records.length);
    }
    return places.size + unkept;
  }
  return undefined;
}

/**
 * Looks of scanners behind findings: each kind of log shows some of them, none shows all, and several see the same ones.
 * What the fullest one tells is the least. Undefined where no log of requests stands behind the findings.
 */
export function countProbes(
  findings: readonly Finding[],
  sightings: readonly Sighting[],
  rules: ReadonlyMap<string, SigmaRule>,
): number | undefined {
  const wanted = new Set(findings.map((f) => f.rule.id));
  const totals = [...REQUEST_LOGS, 'page-activity'].map((log) => {
    const own = sightings.filter((s) => wanted.has(s.ruleId) && serviceOf(rules.get(s.ruleId)) === log);
    const places = new Set<string>();
    let unkept = 0;
    for (const { records, count } of own) {
      if (log !== 'page-activity')
        for (const r of records) places.add(`${r.place.file}:${r.place.offset ?? r.place.line ?? 0}`);
      unkept += log === 'page-activity' ? count : count - records.length;
    }
    return places.size + unkept;
  });
  const most = Math.max(...totals);
  return most === 0 ? undefined : most;
}

function serviceOf(rule: SigmaRule | undefined): string | undefined {
  const { service, category } = rule?.logSource ?? {};
  if (category === 'page-activity') return category;
  return service ?? (category === 'webserver' ? 'iis' : undefined);
}
