import type { KnownGoodFiles } from '@allclear/content';
import type { CompiledContent } from '../run/rules.js';
import type { Sighting } from '../scan/file-report.js';
import { SightingStore } from '../scan/sighting-store.js';
import { isOwnAddress } from './clients.js';
import type { HostEvidence } from './host-evidence.js';
import { pageFacts } from './page-activity.js';

/** Pages of the web logs, judged as facts once all logs of the host are together. */
export function pageSightings(
  evidence: HostEvidence,
  knownGood: KnownGoodFiles,
  compiled: CompiledContent,
): Sighting[] {
  const artifact = evidence.artifacts.get('iis-log') ? 'iis-log' : 'exchange-httpproxy';
  const statistics = evidence.artifacts.get(artifact)?.statistics;
  if (!statistics) return [];
  const sightings: Sighting[] = [];
  for (const { page, event } of pageFacts(statistics, knownGood)) {
    const rules = compiled.ruleSet.matchFact(event);
    if (rules.length === 0) continue;
    const sample = page.answeredPosts[0] ?? page.samples[0];
    const store = new SightingStore(sample?.file ?? artifact, compiled.ruleSet, compiled.metaOf);
    for (const rule of rules) {
      store.add(rule, event, { ...(sample?.line === undefined ? {} : { line: sample.line, offset: sample.offset }) });
    }
    for (const sighting of store.sightings()) {
      sightings.push({
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
      });
    }
  }
  return sightings;
}
