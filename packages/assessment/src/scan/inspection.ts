/** What looking into a file as a whole takes and gives; the looking itself is fact-scan.ts, loaded only where needed. */
import type { BuildSighting, FactEvent, Problem } from '@allclear/model';
import type { HostClue, StateFact } from './file-report.js';

/** Bytes of a file that are held in memory to be looked into; beyond them the file counts as examined in part. */
export const WHOLE_FILE_LIMIT = 32 << 20;

/** Artifacts whose content is looked into beyond the head. */
export const INSPECTED_ARTIFACTS: ReadonlySet<string> = new Set([
  'application-host-config',
  'web-config',
  'iis-config-history',
  'agents-config',
  'exchange-binary',
  'web-file',
  'compiled-page',
  'scheduled-task',
  'wer-report',
  'tool-log',
  'velociraptor-metadata',
]);

export interface InspectedFile {
  readonly path: string;
  readonly windowsPath: string | undefined;
  readonly artifact: string;
  readonly size: number;
  /** Milliseconds UTC. */
  readonly modified: number | undefined;
  readonly sha256: string;
  /** The content, at most WHOLE_FILE_LIMIT bytes of it. */
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
}

export interface Inspection {
  readonly events: readonly FactEvent[];
  readonly problems: readonly Problem[];
  readonly builds: readonly BuildSighting[];
  readonly hosts: readonly HostClue[];
  readonly state: readonly StateFact[];
  readonly sha1?: string;
  readonly md5?: string;
}
