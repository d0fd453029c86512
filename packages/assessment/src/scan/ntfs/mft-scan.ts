/** The file table of a volume: recovered pages and doubtful times as facts, files that matter for the joining of all evidence. */
import type { FactEvent, Problem } from '@allclear/model';
import { EMPTY_STATISTICS, MftSurvey, placeOf, type SurveyedFile, WEB_AREAS } from '@allclear/parsers';
import type { FactContext } from '../fact-scan.js';
import { driveOf, STORES, type TracedFile, type TracedFolder } from './digest.js';
import { isRecoverable, MAX_RECOVERED_PAGES, recoveredPage } from './recovered-page.js';
import type { StreamedInspection, StreamedResult } from './streamed.js';
import { TimeDoubts } from './time-doubts.js';

/** Files that are sent home: those in web and staging folders and of telling kinds, then programs, the newest first. */
const MAX_FILES = 20_000;
const MAX_FOLDERS = 40_000;
const PRIORITY: ReadonlySet<string> = new Set(['temp', 'public', 'perflogs', 'root', 'programdata']);
/** Folders this deep are few; below them, only web and staging folders are named. */
const SHALLOW = 3;

export class MftScan implements StreamedInspection {
  readonly #survey = new MftSurvey();
  readonly #drive: string;

  constructor(
    windowsPath: string | undefined,
    private readonly context: FactContext,
  ) {
    this.#drive = driveOf(windowsPath);
  }

  push(chunk: Uint8Array): void {
    this.#survey.push(chunk);
  }

  finish(): StreamedResult {
    const survey = this.#survey;
    survey.finish();
    const doubts = new TimeDoubts();
    const pages = new RecoveredPages(this.context);
    let first: TracedFile[] = [];
    let others: TracedFile[] = [];
    let dropped = 0;
    for (const file of survey.files()) {
      const path = `${this.#drive}\\${file.path}`;
      if (STORES.test(path)) continue;
      doubts.add(file, path);
      if (isRecoverable(file, path)) pages.add(file, path);
      const traced = trace(file, path);
      if (isTelling(file, path)) first.push(traced);
      else others.push(traced);
      if (first.length >= 2 * MAX_FILES) {
        dropped += MAX_FILES;
        first = newest(first);
      }
      if (others.length < 2 * MAX_FILES) continue;
      dropped += MAX_FILES;
      others = newest(others);
    }
    dropped += Math.max(0, first.length - MAX_FILES) + Math.max(0, others.length - MAX_FILES);
    const files = [...newest(first), ...newest(others)];
    const { first: from, last } = survey;
    return {
      events: [...pages.facts, ...doubts.facts(this.context.knownGood)],
      problems: [
        ...survey.problems,
        ...pages.problems,
        ...(dropped > 0
          ? [
              {
                code: 'ALC-P008' as const,
                count: dropped,
                detail: 'older files of the file table are not compared with the times of attacks',
              },
            ]
          : []),
      ],
      builds: [],
      hosts: [],
      state: [],
      statistics: {
        ...EMPTY_STATISTICS,
        lines: survey.records,
        records: survey.records,
        ...(from === undefined ? {} : { first: from }),
        ...(last === undefined ? {} : { last }),
      },
      ntfs: {
        source: 'mft',
        drive: this.#drive,
        files,
        folders: this.#folders(),
        made: from,
      },
    };
  }

  #folders(): TracedFolder[] {
    const found: TracedFolder[] = [];
    for (const { path, reference, whole } of this.#survey.folders.all()) {
      if (!whole || found.length >= MAX_FOLDERS) continue;
      const full = path === '' ? this.#drive : `${this.#drive}\\${path}`;
      const { area } = placeOf(`${full}\\x`);
      if (WEB_AREAS.has(area) || PRIORITY.has(area) || path.split('\\').length <= SHALLOW)
        found.push({ reference, path: full });
    }
    return found;
  }
}

function isTelling(file: SurveyedFile, path: string): boolean {
  if (file.kind !== 'program' && file.kind !== 'config') return true;
  const { area } = placeOf(path);
  return WEB_AREAS.has(area) || PRIORITY.has(area);
}

function newest(files: TracedFile[]): TracedFile[] {
  if (files.length <= MAX_FILES) return files;
  return files.sort((a, b) => (b.nameCreated ?? 0) - (a.nameCreated ?? 0)).slice(0, MAX_FILES);
}

function trace(file: SurveyedFile, path: string): TracedFile {
  const { kind, reference, deleted, size, created, nameCreated } = file;
  return { kind, path, reference, deleted, size, created, nameCreated };
}

/** Deleted pages first, if there are more than can be examined. */
class RecoveredPages {
  readonly facts: FactEvent[] = [];
  readonly problems: Problem[] = [];
  #left = 0;

  constructor(private readonly context: FactContext) {}

  add(file: SurveyedFile, path: string): void {
    if (this.facts.length >= MAX_RECOVERED_PAGES * (file.deleted ? 2 : 1)) {
      if (this.#left++ === 0)
        this.problems.push({
          code: 'ALC-P008',
          detail: 'not all pages in the file table were examined: there are too many',
        });
      return;
    }
    const { fact, problems } = recoveredPage(file, path, this.context);
    this.facts.push(fact);
    this.problems.push(...problems);
  }
}
