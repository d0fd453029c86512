/** The change journal as facts: pages that came and went, and whether the web server answered for them; logs that were deleted. */
import type { KnownGoodFiles } from '@allclear/content';
import { FactEvent } from '@allclear/model';
import {
  fileExtension,
  isExecutableName,
  type LogStatistics,
  type PageStatistics,
  placeOf,
  WEB_AREAS,
} from '@allclear/parsers';
import { answered } from '../page-surroundings.js';
import { urlOfFile } from '../web-shells.js';
import type { PlacedTrace } from './volume.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BURST = 10 * 60_000;
const MAX_PAGES = 3_000;
const MAX_LOGS = 3_000;
/** Extensions that are ordinary files where no web server runs them. */
const ORDINARY = /\.(?:cer|cdx|rem|stm|shtml?|xamlx)$/i;

export interface PlacedFact {
  readonly event: FactEvent;
  /** File of the evidence. */
  readonly source: string;
}

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** Category `file-history`, `kind: page`. */
export function pageFactsOfJournal(
  journal: readonly PlacedTrace[],
  web: LogStatistics | undefined,
  knownGood: Pick<KnownGoodFiles, 'pathHashes' | 'namesIn'>,
): PlacedFact[] {
  const pages = journal.filter(isPage);
  const together = burstsOf(pages);
  const requests = new Requests(web);
  return pages.slice(0, MAX_PAGES).map((trace) => {
    const { area, depth, relativePath } = placeOf(trace.path);
    const asked = requests.of(trace);
    const gone = trace.deleted ?? (trace.renamedTo === undefined ? undefined : trace.first);
    const lived =
      trace.created !== undefined && trace.deleted !== undefined ? trace.deleted - trace.created : undefined;
    return {
      source: trace.source,
      event: new FactEvent(
        { product: 'allclear', category: 'file-history' },
        {
          kind: 'page',
          path: trace.path,
          name: trace.name,
          extension: fileExtension(trace.name),
          area: trace.folderKnown ? area : 'unknown',
          depth,
          web: trace.folderKnown ? String(WEB_AREAS.has(area)) : 'unknown',
          created: iso(trace.created),
          written: iso(trace.written),
          deleted: iso(trace.deleted),
          livedMinutes: lived === undefined ? undefined : Math.floor(lived / 60_000),
          renamedFrom: trace.renamedFrom,
          renamedTo: trace.renamedTo,
          fromPage: trace.renamedFrom === undefined ? undefined : String(isExecutableName(trace.renamedFrom)),
          toPage: trace.renamedTo === undefined ? undefined : String(isExecutableName(trace.renamedTo)),
          together: together(trace),
          knownPath: String(isGenuine(trace, relativePath, knownGood)),
          page: asked?.page ?? (trace.folderKnown ? urlOfFile(trace.path) : undefined),
          requests: asked?.requests ?? 0,
          posts: asked?.posts ?? 0,
          answered: asked === undefined ? 0 : answered(asked),
          askedWhileThere: asked === undefined ? undefined : String(overlaps(asked, trace.created, gone)),
        },
        { offset: trace.offset },
        trace.created ?? trace.first,
      ),
    };
  });
}

function isPage(trace: PlacedTrace): boolean {
  if (trace.kind !== 'page') return false;
  if (trace.folderKnown) return WEB_AREAS.has(placeOf(trace.path).area);
  return !ORDINARY.test(trace.name);
}

/** Where the folder is not known, a name that Exchange uses anywhere is taken for Exchange's. */
function isGenuine(
  trace: PlacedTrace,
  relativePath: string | undefined,
  knownGood: Pick<KnownGoodFiles, 'pathHashes' | 'namesIn'>,
): boolean {
  if (relativePath !== undefined) return knownGood.pathHashes(relativePath) !== undefined;
  if (trace.folderKnown) return false;
  const folders = ['FrontEnd\\HttpProxy\\owa\\auth', 'ClientAccess\\owa\\auth', 'FrontEnd\\HttpProxy\\ecp\\auth'];
  return folders.some((folder) =>
    knownGood.namesIn(folder).some((name) => name.toLowerCase() === trace.name.toLowerCase()),
  );
}

/** Pages that came or went within ten minutes of this one: an update changes hundreds, an intruder a few. */
function burstsOf(pages: readonly PlacedTrace[]): (trace: PlacedTrace) => number {
  const counts = new Map<number, number>();
  const slot = (time: number): number => Math.floor(time / BURST);
  for (const { first } of pages) counts.set(slot(first), (counts.get(slot(first)) ?? 0) + 1);
  return ({ first }) => [-1, 0, 1].reduce((sum, step) => sum + (counts.get(slot(first) + step) ?? 0), 0);
}

function overlaps({ first, last }: PageStatistics, from: number | undefined, to: number | undefined): boolean {
  if (first === undefined || last === undefined) return false;
  return (from === undefined || last >= from - HOUR / 60) && (to === undefined || first <= to + HOUR / 60);
}

class Requests {
  readonly #byName = new Map<string, PageStatistics[]>();
  constructor(web: LogStatistics | undefined) {
    for (const page of web?.pages ?? []) {
      const name = page.key.slice(page.key.lastIndexOf('/') + 1);
      const known = this.#byName.get(name);
      if (known) known.push(page);
      else this.#byName.set(name, [page]);
    }
  }

  /** The page in the logs: by its whole path, or, where the folder is not known, by its name when only one page has it. */
  of(trace: PlacedTrace): PageStatistics | undefined {
    const named = this.#byName.get(trace.name.toLowerCase()) ?? [];
    if (!trace.folderKnown) return named.length === 1 ? named[0] : undefined;
    const url = urlOfFile(trace.path)?.toLowerCase();
    return named.find(({ key }) => key === url);
  }
}

/** How a log's name tells its day, and which kind it is. */
const LOGS: readonly (readonly [RegExp, string])[] = [
  [/^u_(?:ex|in|nc)(\d{2})(\d{2})(\d{2})/i, 'iis'],
  [
    /^(?:HttpProxy|Rps_(?:Http|Cmdlet)|Ews|ECPServer|ECPActivity|audit|Autodiscover|Mapi\w*|Oab\w*)_?(\d{4})(\d{2})(\d{2})/i,
    'exchange',
  ],
  [/^MSGTRK[A-Z]*(\d{4})(\d{2})(\d{2})/i, 'exchange'],
];

/** Category `file-history`, `kind: log-deleted`: only logs that are known by their name. */
export function deletedLogs(journal: readonly PlacedTrace[]): PlacedFact[] {
  const facts: PlacedFact[] = [];
  for (const trace of journal) {
    if (trace.kind !== 'log' || trace.deleted === undefined || facts.length >= MAX_LOGS) continue;
    const log = logOf(trace.name);
    if (log === undefined) continue;
    const age = log.day === undefined ? undefined : Math.floor((trace.deleted - log.day) / DAY);
    facts.push({
      source: trace.source,
      event: new FactEvent(
        { product: 'allclear', category: 'file-history' },
        {
          kind: 'log-deleted',
          path: trace.path,
          name: trace.name,
          log: log.kind,
          deleted: iso(trace.deleted),
          created: iso(trace.created),
          ageDays: age,
        },
        { offset: trace.offset },
        trace.deleted,
      ),
    });
  }
  return facts;
}

/** Windows archives and replaces these itself; the others are never deleted by it. */
const OWN_EVENT_LOGS = /^(?:Archive-|.*%4Analytic|.*%4Debug)/i;

function logOf(name: string): { readonly kind: string; readonly day: number | undefined } | undefined {
  if (/\.evtx$/i.test(name)) return OWN_EVENT_LOGS.test(name) ? undefined : { kind: 'event-log', day: undefined };
  for (const [pattern, kind] of LOGS) {
    const found = pattern.exec(name);
    if (!found) continue;
    const [, year = '', month = '', date = ''] = found;
    const day = Date.UTC(Number(year.length === 2 ? `20${year}` : year), Number(month) - 1, Number(date));
    return { kind, day };
  }
  return undefined;
}
