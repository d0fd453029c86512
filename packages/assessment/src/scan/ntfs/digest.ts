/** What a file table or a change journal says beside facts of its own: small enough to be sent home and joined there. */
import type { FileKind, FileReference, JournalKind } from '@allclear/parsers';

/** A file of the file table. Times are milliseconds UTC. */
export interface TracedFile {
  readonly kind: FileKind;
  /** `C:\inetpub\…`; `C:\?\…` where the folder is not known any more. */
  readonly path: string;
  readonly reference: FileReference;
  readonly deleted: boolean;
  readonly size: number | undefined;
  readonly created: number | undefined;
  readonly nameCreated: number | undefined;
}

/** A name in the change journal. Times are milliseconds UTC. */
export interface JournalTrace {
  readonly kind: JournalKind;
  readonly name: string;
  readonly reference: FileReference;
  readonly parent: FileReference;
  readonly created: number | undefined;
  readonly deleted: number | undefined;
  readonly written: number | undefined;
  readonly renamedFrom: string | undefined;
  readonly renamedTo: string | undefined;
  readonly first: number;
  readonly offset: number;
}

export interface TracedFolder {
  readonly reference: FileReference;
  readonly path: string;
}

export interface NamedFolder {
  readonly reference: FileReference;
  readonly parent: FileReference;
  readonly name: string;
}

export type NtfsDigest =
  | {
      readonly source: 'mft';
      readonly drive: string;
      readonly files: readonly TracedFile[];
      /** Folders in which files matter most. */
      readonly folders: readonly TracedFolder[];
      /** When the volume was made. */
      readonly made: number | undefined;
    }
  | {
      readonly source: 'usn-journal';
      readonly drive: string;
      readonly files: readonly JournalTrace[];
      readonly folders: readonly NamedFolder[];
      readonly first: number | undefined;
      readonly firstUsn: number | undefined;
    };

/** Windows' own copies of its components, and what installers keep: thousands of files, never the ones in use. */
export const STORES = /\\windows\\(?:winsxs|servicing|softwaredistribution|assembly|installer)\\/i;
/** A drive that nothing names is the one of Windows. */
const ASSUMED_DRIVE = 'C:';
export const driveOf = (windowsPath: string | undefined): string =>
  /^([a-z]:)\\/i.exec(windowsPath ?? '')?.[1]?.toUpperCase() ?? ASSUMED_DRIVE;
