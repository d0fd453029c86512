/** What appeared on the disk, and what ran, in the minutes around each successful act in the logs. */
import { FactEvent } from '@allclear/model';
import { type FileKind, fileExtension, fileName, placeOf, WEB_AREAS } from '@allclear/parsers';
import type { CompiledContent } from '../../run/rules.js';
import type { Sighting, StateFact } from '../../scan/file-report.js';
import { outcomeRank } from '../clients.js';
import type { PlacedFact } from './journal-facts.js';
import type { FileSystem } from './volume.js';

const MINUTE = 60_000;
const BEFORE = MINUTE;
const AFTER = 10 * MINUTE;
const MAX_WINDOWS = 2_000;
const MAX_FACTS = 300;
/** Of more programs in the same minutes, an installer is the reason. */
const STAGING: ReadonlySet<string> = new Set(['temp', 'public', 'perflogs', 'root', 'programdata']);
/** Compiled pages have rules of their own; the rest is written by Windows and Exchange all day. */
const ORDINARY =
  /\\(?:temporary asp\.net files|windows\\(?:prefetch|microsoft\.net|system32\\(?:catroot2?|driverstore|spool|config|winevt))|programdata\\microsoft\\(?:windows defender|windows\\wer|search|diagnosis)|exchange server\\v1[45]\\(?:logging|transportroles\\data|mailbox|working|unifiedmessaging|bin\\search))\\/i;

export interface Window {
  readonly from: number;
  readonly to: number;
  /** Title of the rule. */
  readonly act: string;
  readonly time: number;
}

/** Times of successful acts that logs tell; what the file system tells of itself makes no window. */
export function windowsOf(sightings: readonly Sighting[], compiled: CompiledContent): Window[] {
  const rules = new Map(compiled.rules.map((rule) => [rule.id, rule]));
  const windows: Window[] = [];
  for (const sighting of sightings) {
    const rule = rules.get(sighting.ruleId);
    const meta = compiled.metaOf(sighting.ruleId);
    if (rule === undefined || meta === undefined || outcomeRank(meta.outcome) < outcomeRank('success-likely')) continue;
    const { product, category } = rule.logSource;
    if (product === 'allclear' && category !== 'page-activity') continue;
    const times = product === 'allclear' ? [sighting.first] : sighting.records.map(({ time }) => time);
    for (const time of times) {
      if (time !== undefined) windows.push({ from: time - BEFORE, to: time + AFTER, act: rule.title, time });
    }
  }
  return windows.sort((a, b) => a.time - b.time || (a.act < b.act ? -1 : 1)).slice(0, MAX_WINDOWS);
}

interface Appeared {
  readonly kind: FileKind;
  readonly path: string;
  readonly time: number;
  readonly deleted: boolean;
  readonly size: number | undefined;
  readonly source: string;
  readonly offset: number | undefined;
}

/** Category `file-history`, `kind: appeared`. */
export function appearedFacts(system: FileSystem, windows: readonly Window[]): PlacedFact[] {
  const seen = new Set<string>();
  const found: { readonly file: Appeared; readonly window: Window }[] = [];
  const programs = new Map<number, number>();
  for (const file of appeared(system)) {
    const window = windows.find(({ from, to }) => file.time >= from && file.time <= to);
    if (window === undefined || ORDINARY.test(file.path)) continue;
    const key = file.path.toLowerCase();
    if (seen.has(key)) continue;
    seen.add(key);
    found.push({ file, window });
    if (file.kind === 'program') programs.set(window.time, (programs.get(window.time) ?? 0) + 1);
  }
  return found
    .sort((a, b) => weight(b.file.path) - weight(a.file.path) || a.file.time - b.file.time)
    .slice(0, MAX_FACTS)
    .map(({ file, window }) => {
      const { area, depth } = placeOf(file.path);
      return {
        source: file.source,
        event: new FactEvent(
          { product: 'allclear', category: 'file-history' },
          {
            kind: 'appeared',
            fileKind: file.kind,
            path: file.path,
            name: fileName(file.path),
            extension: fileExtension(fileName(file.path)),
            area,
            depth,
            place: WEB_AREAS.has(area)
              ? 'web'
              : STAGING.has(area)
                ? 'staging'
                : area === 'system32'
                  ? 'system'
                  : 'other',
            created: new Date(file.time).toISOString(),
            size: file.size,
            deleted: String(file.deleted),
            act: window.act,
            actTime: new Date(window.time).toISOString(),
            programsThen: programs.get(window.time) ?? 0,
          },
          file.offset === undefined ? {} : { offset: file.offset },
          file.time,
        ),
      };
    });
}

function* appeared({ files, journal }: FileSystem): Generator<Appeared> {
  for (const { kind, path, nameCreated, created, deleted, size, source } of files) {
    const time = nameCreated ?? created;
    if (kind !== 'config' && time !== undefined) yield { kind, path, time, deleted, size, source, offset: undefined };
  }
  for (const { kind, path, created, deleted, source, offset } of journal) {
    if (kind === 'log' || kind === 'config' || created === undefined) continue;
    yield { kind, path, time: created, deleted: deleted !== undefined, size: undefined, source, offset };
  }
}

function weight(path: string): number {
  const { area } = placeOf(path);
  return WEB_AREAS.has(area) ? 3 : STAGING.has(area) ? 2 : area === 'system32' ? 1 : 0;
}

/** Category `file-history`, `kind: ran`: programs whose prefetch file tells a run in the minutes around an act. */
export function ranFacts(state: readonly StateFact[], windows: readonly Window[]): PlacedFact[] {
  const facts: PlacedFact[] = [];
  for (const fact of state) {
    if (fact['@category'] !== 'program-trace' || fact.kind !== 'prefetch') continue;
    for (const text of (fact.runTimes ?? '').split(';')) {
      const time = Date.parse(text);
      const window = windows.find(({ from, to }) => time >= from && time <= to);
      if (window === undefined || facts.length >= MAX_FACTS) continue;
      const { name, image, place } = fact;
      facts.push({
        source: fact['@file'] ?? '',
        event: new FactEvent(
          { product: 'allclear', category: 'file-history' },
          { kind: 'ran', name, image, place, ran: text, act: window.act, actTime: new Date(window.time).toISOString() },
          {},
          time,
        ),
      });
    }
  }
  return facts;
}
