/** The change journal of a volume: the life of pages, programs and logs, for the joining of all evidence of the host. */
import { EMPTY_STATISTICS, UsnSurvey } from '@allclear/parsers';
import { driveOf, type JournalTrace } from './digest.js';
import type { StreamedInspection, StreamedResult } from './streamed.js';

/** Names that are sent home; those that say most come first. */
const MAX_TRACES = 60_000;
const MAX_FOLDERS = 60_000;

export class JournalScan implements StreamedInspection {
  readonly #survey = new UsnSurvey();

  constructor(private readonly windowsPath: string | undefined) {}

  push(chunk: Uint8Array): void {
    this.#survey.push(chunk);
  }

  finish(): StreamedResult {
    const survey = this.#survey;
    survey.finish();
    const { first, last } = survey;
    const ofInterest: JournalTrace[] = [];
    const others: JournalTrace[] = [];
    for (const {
      kind,
      name,
      file,
      parent,
      created,
      deleted,
      written,
      renamedFrom,
      renamedTo,
      first: from,
      offset,
    } of survey.files) {
      // A log matters only when it goes.
      if (kind === 'log' && deleted === undefined && renamedTo === undefined) continue;
      const trace = {
        kind,
        name,
        reference: file,
        parent,
        created,
        deleted,
        written,
        renamedFrom,
        renamedTo,
        first: from,
        offset,
      };
      (kind === 'program' ? others : ofInterest).push(trace);
    }
    const files = [...ofInterest, ...others].slice(0, MAX_TRACES);
    const dropped = ofInterest.length + others.length - files.length;
    return {
      events: [],
      problems: [
        ...survey.problems,
        ...(dropped > 0
          ? [
              {
                code: 'ALC-P008' as const,
                count: dropped,
                detail: 'names of the change journal are beyond the limit and were left out',
              },
            ]
          : []),
      ],
      builds: [],
      hosts: [],
      state: [],
      statistics: {
        ...EMPTY_STATISTICS,
        lines: survey.records + survey.unreadable,
        records: survey.records,
        unreadable: survey.unreadable,
        ...(first === undefined ? {} : { first }),
        ...(last === undefined ? {} : { last }),
      },
      ntfs: {
        source: 'usn-journal',
        drive: driveOf(this.windowsPath),
        files,
        folders: [...survey.folders].slice(0, MAX_FOLDERS),
        first,
        firstUsn: survey.firstUsn,
      },
    };
  }
}
