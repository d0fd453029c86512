/** Published indicators over every examined file: by content first, by place second. */
import type { Indicator, IndicatorIndex } from '@allclear/detection';
import { FactEvent } from '@allclear/model';
import type { CompiledContent } from '../run/rules.js';
import type { FileReport, Sighting } from '../scan/file-report.js';
import { SightingStore } from '../scan/sighting-store.js';
import type { HostEvidence } from './host-evidence.js';

export function indicatorSightings(
  evidence: HostEvidence,
  installPath: string | undefined,
  indicators: IndicatorIndex,
  compiled: CompiledContent,
): Sighting[] {
  return evidence.reports.flatMap((report) => {
    const store = new SightingStore(report.path, compiled.ruleSet, compiled.metaOf);
    for (const event of factsOf(report, installPath, indicators)) {
      for (const rule of compiled.ruleSet.matchFact(event)) store.add(rule, event, {});
    }
    return store.sightings();
  });
}

function factsOf(report: FileReport, installPath: string | undefined, indicators: IndicatorIndex): FactEvent[] {
  const path = report.windowsPath ?? report.path;
  const fact = (kind: string, hit: Indicator): FactEvent =>
    new FactEvent(
      { product: 'allclear', category: 'indicator' },
      {
        kind,
        strength: hit.pack !== undefined ? 'added' : hit.contextOnly || hit.verify ? 'context' : 'strong',
        value: hit.value,
        path,
        context: hit.context,
        campaigns: hit.campaigns.join(', '),
        source: hit.source,
        published: hit.published,
        pack: hit.pack,
      },
      {},
      report.modified,
    );
  const hashes = [report.sha256, report.sha1, report.md5].filter((hash) => hash !== undefined);
  const byContent = hashes.flatMap((hash) => indicators.byHash(hash)).map((hit) => fact('hash', hit));
  if (byContent.length > 0 || report.windowsPath === undefined) return byContent;
  return indicators.byPath(report.windowsPath, installPath).map((hit) => fact('path', hit));
}
