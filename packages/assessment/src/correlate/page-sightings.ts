import type { KnownGoodFiles } from '@allclear/content';
import type { CompiledContent } from '../run/rules.js';
import type { Sighting } from '../scan/file-report.js';
import { SightingStore } from '../scan/sighting-store.js';
import { isOwnAddress, outcomeRank } from './clients.js';
import type { HostEvidence } from './host-evidence.js';
import { type PageFact, pageFacts } from './page-activity.js';

export interface PageSightings {
  readonly sightings: readonly Sighting[];
  /** Of single records: those that only the server's habit of answering for any name made are taken back. */
  readonly records: readonly Sighting[];
}

/** Pages of the web logs, judged as facts once all logs of the host are together. */
export function pageSightings(
  evidence: HostEvidence,
  records: readonly Sighting[],
  knownGood: KnownGoodFiles,
  compiled: CompiledContent,
): PageSightings {
  const attackers = attackersOf(records, compiled);
  const sightings: Sighting[] = [];
  const alike = new Set<string>();
  const told = new Set<string>();
  // The web server's log tells of every page. The front end's own log fills in for what it lost, or for its absence.
  for (const artifact of ['iis-log', 'exchange-httpproxy']) {
    const statistics = evidence.artifacts.get(artifact)?.statistics;
    if (!statistics) continue;
    const facts = pageFacts(statistics, knownGood, attackers).filter(({ page }) => !told.has(page.key));
    for (const fact of facts) {
      told.add(fact.page.key);
      if (fact.answeredAlike) alike.add(fact.page.key);
      sightings.push(...sightingsOf(fact, artifact, compiled));
    }
  }
  return { sightings, records: alike.size === 0 ? records : withoutPages(records, alike, compiled) };
}

function sightingsOf({ page, event }: PageFact, artifact: string, compiled: CompiledContent): Sighting[] {
  const rules = compiled.ruleSet.matchFact(event);
  if (rules.length === 0) return [];
  const sample = page.answeredPosts[0] ?? page.samples[0];
  const store = new SightingStore(sample?.file ?? artifact, compiled.ruleSet, compiled.metaOf);
  for (const rule of rules) {
    store.add(rule, event, { ...(sample?.line === undefined ? {} : { line: sample.line, offset: sample.offset }) });
  }
  return store.sightings().map((sighting) => ({
    ...sighting,
    count: page.requests,
    first: page.answeredPosts[0]?.time ?? page.first,
    last: page.last,
    entities: [
      ...sighting.entities,
      ...page.clients
        .filter(([address]) => !isOwnAddress(address))
        .slice(0, 10)
        .map(([value]) => ({ kind: 'client' as const, value })),
    ].filter(
      (entity, index, all) => all.findIndex((e) => e.kind === entity.kind && e.value === entity.value) === index,
    ),
  }));
}

/** Addresses behind attacks in single records. Requests for pages do not count: they are what is to be judged. */
function attackersOf(records: readonly Sighting[], compiled: CompiledContent): Set<string> {
  const levels = new Map(compiled.rules.map((rule) => [rule.id, rule.level]));
  const attackers = new Set<string>();
  for (const { ruleId, entities } of records) {
    const meta = compiled.metaOf(ruleId);
    const level = levels.get(ruleId);
    if (meta === undefined || meta.phase === 'web-shell' || outcomeRank(meta.outcome) < outcomeRank('attempt'))
      continue;
    if (level !== 'medium' && level !== 'high' && level !== 'critical') continue;
    for (const { kind, value } of entities) if (kind === 'client' && !isOwnAddress(value)) attackers.add(value);
  }
  return attackers;
}

/** Takes back what rules for single records said of these pages on the ground of the answer alone. */
function withoutPages(records: readonly Sighting[], pages: ReadonlySet<string>, compiled: CompiledContent): Sighting[] {
  return records.filter(({ ruleId, entities }) => {
    const meta = compiled.metaOf(ruleId);
    if (meta?.phase !== 'web-shell' || outcomeRank(meta.outcome) < outcomeRank('success-likely')) return true;
    const named = entities.filter(({ kind }) => kind === 'page');
    return named.length === 0 || !named.every(({ value }) => pages.has(value.toLowerCase()));
  });
}
