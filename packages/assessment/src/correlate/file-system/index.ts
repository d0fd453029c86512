/** What file tables and change journals add to the evidence of a host: sightings, and doubts about its logs. */
import type { KnownGoodFiles } from '@allclear/content';
import type { LogDoubt } from '../../events/log-coverage.js';
import type { CompiledContent } from '../../run/rules.js';
import type { Sighting } from '../../scan/file-report.js';
import { SightingStore } from '../../scan/sighting-store.js';
import type { HostEvidence } from '../host-evidence.js';
import { appearedFacts, ranFacts, windowsOf } from './around.js';
import { deletedLogs, type PlacedFact, pageFactsOfJournal } from './journal-facts.js';
import { fileSystemOf } from './volume.js';

/** Logs that were deleted this soon after their day were not deleted because of their age. In days. */
const EARLY = 2;

export interface FileSystemResult {
  readonly sightings: readonly Sighting[];
  readonly doubts: readonly LogDoubt[];
}

/** `before`: sightings of all other evidence; their times are what the disk is compared with. */
export function fileSystemSightings(
  evidence: HostEvidence,
  before: readonly Sighting[],
  knownGood: KnownGoodFiles,
  compiled: CompiledContent,
): FileSystemResult {
  const system = fileSystemOf(evidence.reports);
  const windows = windowsOf(before, compiled);
  const web = evidence.artifacts.get('iis-log')?.statistics;
  const logs = deletedLogs(system.journal);
  const facts: PlacedFact[] = [
    ...pageFactsOfJournal(system.journal, web, knownGood),
    ...logs,
    ...appearedFacts(system, windows),
    ...ranFacts(evidence.state, windows),
  ];
  return {
    sightings: facts.flatMap((fact) => sightingsOf(fact, compiled)),
    doubts: [...doubtsOf(logs), ...restarts(system.journals)],
  };
}

function sightingsOf({ event, source }: PlacedFact, compiled: CompiledContent): Sighting[] {
  const rules = compiled.ruleSet.matchFact(event);
  if (rules.length === 0) return [];
  const store = new SightingStore(source, compiled.ruleSet, compiled.metaOf);
  for (const rule of rules) store.add(rule, event, event.place);
  return store.sightings();
}

function doubtsOf(logs: readonly PlacedFact[]): LogDoubt[] {
  return logs
    .filter(({ event }) => event.get('log') === 'event-log' || Number(event.get('ageDays') ?? 99) <= EARLY)
    .slice(0, 5)
    .map(({ event }) => ({
      time: event.time,
      text: `the change journal shows that the log ${event.get('name') ?? ''} was deleted on ${(event.get('deleted') ?? '').slice(0, 10)}`,
    }));
}

const DAY = 86_400_000;

/** A journal that has never released anything is as old as its volume, unless it was deleted and begun again. */
function restarts(journals: ReturnType<typeof fileSystemOf>['journals']): LogDoubt[] {
  return journals
    .filter(
      ({ first, firstUsn, volumeMade }) =>
        firstUsn === 0 && first !== undefined && volumeMade !== undefined && first - volumeMade > DAY,
    )
    .map(({ first, drive }) => ({
      time: first,
      text: `the change journal of drive ${drive} was begun anew on ${new Date(first ?? 0).toISOString().slice(0, 10)}: it was deleted or switched on then`,
    }));
}

/** Pages of the file table that are still there, and were collected as files, too: the file itself was examined. */
export function withoutCopies(sightings: readonly Sighting[], evidence: HostEvidence): Sighting[] {
  const collected = new Set(
    evidence.reports
      .filter((report) => report.ntfs === undefined && report.status !== 'failed')
      .map(({ windowsPath }) => windowsPath?.toLowerCase()),
  );
  return sightings.flatMap((sighting) => {
    const records = sighting.records.filter(
      ({ fields }) =>
        fields.recovered !== 'mft' || fields.deleted !== 'false' || !collected.has(fields.path?.toLowerCase()),
    );
    if (records.length === sighting.records.length) return [sighting];
    return records.length === 0 ? [] : [{ ...sighting, records, count: records.length }];
  });
}
