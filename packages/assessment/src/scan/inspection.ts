/** What looking into a file as a whole takes and gives; the looking itself is fact-scan.ts, loaded only where needed. */
import type { BuildSighting, FactEvent, Problem } from '@allclear/model';
import type { HostClue, StateFact } from './file-report.js';

/** Bytes of a file that are held in memory to be looked into; beyond them the file counts as examined in part. */
export const WHOLE_FILE_LIMIT = 32 << 20;
/** The same for databases that only make sense as a whole; SOFTWARE of a busy server has 100 to 200 MB. */
const DATABASE_LIMIT = 512 << 20;

export function wholeFileLimit(artifact: string | undefined): number {
  return artifact === 'registry-hive' || artifact === 'wmi-repository' ? DATABASE_LIMIT : WHOLE_FILE_LIMIT;
}

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
  'registry-hive',
  'registry-export',
  'wmi-repository',
  'powershell-history',
  'prefetch',
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
  /** The content, at most wholeFileLimit bytes of it. */
  readonly bytes: Uint8Array;
  /** Contents of the transaction logs beside a registry hive. */
  readonly companions?: readonly Uint8Array[];
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
