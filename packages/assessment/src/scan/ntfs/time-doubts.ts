/**
 * Files whose times contradict each other: what any program may set ($STANDARD_INFORMATION) is older than what only the
 * file system sets ($FILE_NAME). Installers, restored backups and copies do the same, but to many files at once.
 */

import type { KnownGood } from '@allclear/detection';
import { FactEvent } from '@allclear/model';
import { fileExtension, isExecutableName, placeOf, type SurveyedFile, WEB_AREAS } from '@allclear/parsers';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Clocks and time zones of archives explain less than this. */
const LEAST_DIFFERENCE = DAY;
/** More files with the same contradiction in the same minute come from an installer or a copy. */
export const MANY_ALIKE = 5;
const MAX_DOUBTS = 2_000;
const WATCHED: ReadonlySet<string> = new Set(['temp', 'public', 'perflogs', 'root', 'programdata', 'system32']);

export class TimeDoubts {
  readonly #alike = new Map<number, number>();
  readonly #found: { readonly file: SurveyedFile; readonly path: string }[] = [];

  add(file: SurveyedFile, path: string): void {
    const { created, nameCreated, kind } = file;
    if (created === undefined || nameCreated === undefined || nameCreated - created < LEAST_DIFFERENCE) return;
    const minute = Math.floor(nameCreated / MINUTE);
    this.#alike.set(minute, (this.#alike.get(minute) ?? 0) + 1);
    if (kind !== 'page' && kind !== 'script' && kind !== 'program') return;
    const { area, depth } = placeOf(path);
    if (!WEB_AREAS.has(area) && !(WATCHED.has(area) && depth <= 1)) return;
    if (this.#found.length < MAX_DOUBTS * 20) this.#found.push({ file, path });
  }

  /** One fact for each file that stands nearly alone. Category `file-time`. */
  facts(knownGood: KnownGood): FactEvent[] {
    return this.#found
      .filter(({ file }) => this.#alikeOf(file) <= MANY_ALIKE)
      .slice(0, MAX_DOUBTS)
      .map(({ file, path }) => {
        const { area, depth, relativePath } = placeOf(path);
        const { created = 0, nameCreated = 0 } = file;
        return new FactEvent(
          { product: 'allclear', category: 'file-time' },
          {
            path,
            name: file.name,
            extension: fileExtension(file.name),
            kind: file.kind,
            area,
            depth,
            web: String(WEB_AREAS.has(area)),
            executable: String(isExecutableName(file.name)),
            created: new Date(created).toISOString(),
            nameCreated: new Date(nameCreated).toISOString(),
            daysBefore: Math.floor((nameCreated - created) / DAY),
            wholeSeconds: String(file.wholeSeconds),
            alike: this.#alikeOf(file),
            knownPath: String(relativePath !== undefined && knownGood.pathHashes(relativePath) !== undefined),
            deleted: String(file.deleted),
          },
          { record: file.reference.number },
          nameCreated,
        );
      });
  }

  #alikeOf({ nameCreated = 0 }: SurveyedFile): number {
    const minute = Math.floor(nameCreated / MINUTE);
    return [minute - 1, minute, minute + 1].reduce((sum, one) => sum + (this.#alike.get(one) ?? 0), 0);
  }
}
