/** File tables and change journals of one host, joined: the table knows the folders that the journal only numbers. */
import type { FileReference } from '@allclear/parsers';
import type { FileReport } from '../../scan/file-report.js';
import type { JournalTrace, NamedFolder, TracedFile } from '../../scan/ntfs/digest.js';

const MAX_DEPTH = 64;
export const UNKNOWN_FOLDER = '?';

export interface PlacedTrace extends JournalTrace {
  /** `C:\…`; the folder is `?` where nothing tells it. */
  readonly path: string;
  readonly folderKnown: boolean;
  /** The journal's file in the evidence. */
  readonly source: string;
}

export interface PlacedFile extends TracedFile {
  readonly source: string;
}

export interface FileSystem {
  readonly files: readonly PlacedFile[];
  readonly journal: readonly PlacedTrace[];
  /** Beginnings of journals, and when their volume was made as far as known. */
  readonly journals: readonly {
    readonly source: string;
    readonly drive: string;
    readonly first: number | undefined;
    readonly firstUsn: number | undefined;
    readonly volumeMade: number | undefined;
  }[];
}

const keyOf = ({ number, sequence }: FileReference): string => `${number}-${sequence}`;

export function fileSystemOf(reports: readonly FileReport[]): FileSystem {
  const digests = reports.flatMap(({ ntfs, path }) => (ntfs === undefined ? [] : [{ ntfs, source: path }]));
  const files: PlacedFile[] = [];
  const journal: PlacedTrace[] = [];
  const journals: FileSystem['journals'][number][] = [];
  for (const { ntfs, source } of digests) {
    if (ntfs.source === 'mft') {
      for (const file of ntfs.files) files.push({ ...file, source });
      continue;
    }
    const tables = digests.flatMap(({ ntfs: other }) =>
      other.source === 'mft' && other.drive === ntfs.drive ? [other] : [],
    );
    const known = new Map(
      tables.flatMap(({ folders }) => folders.map(({ reference, path }) => [keyOf(reference), path])),
    );
    const folders = new Folders(known, new Map(ntfs.folders.map((folder) => [keyOf(folder.reference), folder])));
    for (const trace of ntfs.files) {
      const folder = folders.path(trace.parent);
      journal.push({
        ...trace,
        path: `${folder ?? `${ntfs.drive}\\${UNKNOWN_FOLDER}`}\\${trace.name}`,
        folderKnown: folder !== undefined,
        source,
      });
    }
    journals.push({
      source,
      drive: ntfs.drive,
      first: ntfs.first,
      firstUsn: ntfs.firstUsn,
      volumeMade: tables[0]?.made,
    });
  }
  return { files, journal, journals };
}

class Folders {
  readonly #found = new Map<string, string | undefined>();
  constructor(
    private readonly table: ReadonlyMap<string, string>,
    private readonly journal: ReadonlyMap<string, NamedFolder>,
  ) {}

  path(reference: FileReference): string | undefined {
    const key = keyOf(reference);
    if (this.#found.has(key)) return this.#found.get(key);
    const path = this.#walk(reference);
    this.#found.set(key, path);
    return path;
  }

  #walk(reference: FileReference): string | undefined {
    const names: string[] = [];
    let at = reference;
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      const known = this.table.get(keyOf(at));
      if (known !== undefined) return [known, ...names.reverse()].join('\\');
      const own = this.journal.get(keyOf(at));
      if (own === undefined) return undefined;
      names.push(own.name);
      at = own.parent;
    }
    return undefined;
  }
}
