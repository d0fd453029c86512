/** A registry hive, or an export as text -> facts that rules judge. */
import type { FactEvent, Problem } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { parseRegExport } from '../reg-export/index.js';
import { Hive, type HiveOptions, type RegistryKey, WithRecovered } from '../regf/index.js';
import { accountFacts } from './accounts.js';
import { bootExecute, softwareAutostart, userAutostart } from './autostart.js';
import { softwareIdentity, systemIdentity } from './host.js';
import { softwareLibraries, systemLibraries, userClasses } from './libraries.js';
import { type Mount, mountHive } from './mount.js';
import { serviceFacts } from './services.js';
import { softwareSettings, systemSettings } from './settings.js';
import { FactSink } from './sink.js';
import { taskCacheFacts } from './task-cache.js';
import { amcache, backgroundActivity, shimCache, userAssist } from './traces.js';

export interface RegistryOptions extends HiveOptions {
  /** Windows path of the hive, for the name of its user. */
  readonly file?: string;
}

type Extractor = (mount: Mount, sink: FactSink) => void;

const EXTRACTORS: Readonly<Record<Mount['kind'], readonly Extractor[]>> = {
  system: [systemIdentity, serviceFacts, bootExecute, systemLibraries, systemSettings, backgroundActivity, shimCache],
  software: [softwareIdentity, softwareAutostart, softwareLibraries, taskCacheFacts, softwareSettings],
  sam: [accountFacts],
  security: [],
  user: [userAutostart, userClasses, userAssist],
  'user-classes': [userClasses],
  amcache: [amcache],
  other: [],
};

export function mountFacts(mounts: readonly Mount[]): {
  readonly facts: readonly FactEvent[];
  readonly problems: readonly Problem[];
} {
  const sink = new FactSink();
  for (const mount of mounts) {
    sink.add(mount, 'host', 'hive', mount.root, { name: mount.prefix, hive: mount.kind });
    for (const extract of EXTRACTORS[mount.kind]) extract(mount, sink);
  }
  return { facts: sink.facts, problems: sink.problems() };
}

/** Opens a hive as the facts see it: with what was deleted, marked so. */
export function openRegistry(
  bytes: Uint8Array,
  options: RegistryOptions = {},
): { readonly hive: Hive; readonly mount: Mount } | undefined {
  const hive = Hive.open(bytes, options);
  if (hive?.root === undefined) return undefined;
  const root: RegistryKey = new WithRecovered(hive.root, hive.recovered);
  return { hive, mount: mountHive(root, options.file) };
}

/** Facts of a hive; `ALC-P006` where it is damaged or was not written to its end and no log told the rest. */
export function parseRegistry(bytes: Uint8Array, options: RegistryOptions = {}): FactResult {
  if (bytes.length === 0) return { facts: [], problems: [{ code: 'ALC-P005', detail: 'the file has no content' }] };
  const opened = openRegistry(bytes, options);
  if (opened === undefined)
    return { facts: [], problems: [{ code: 'ALC-P003', detail: 'not a registry hive: no header, or no root key' }] };
  const { facts, problems } = mountFacts([opened.mount]);
  return { facts, problems: [...problems, ...opened.hive.problems, ...unfinished(opened.hive)] };
}

/** What has to be said about a hive that Windows had open when it was copied. */
export function unfinished(hive: Hive): Problem[] {
  if (!hive.unfinished) return [];
  return [
    {
      code: 'ALC-P006',
      detail:
        'Windows had not finished writing this hive, and no transaction log with the rest (same name with .LOG1, .LOG2) was beside it: the newest changes are missing',
    },
  ];
}

/** Facts of an export as text (`.reg`). */
export function parseRegistryText(bytes: Uint8Array): FactResult {
  const { mounts, problems } = parseRegExport(bytes);
  const found = mountFacts(
    mounts.map(({ prefix, root }) => ({ prefix, root, kind: textKind(prefix), ...textUser(prefix) })),
  );
  return { facts: found.facts, problems: [...problems, ...found.problems] };
}

function textKind(prefix: string): Mount['kind'] {
  const [hive = '', name = ''] = prefix.toLowerCase().split('\\');
  if (hive === 'hklm')
    return name === 'system' || name === 'software' || name === 'sam' || name === 'security' ? name : 'other';
  return name.endsWith('_classes') ? 'user-classes' : 'user';
}

function textUser(prefix: string): { readonly user?: string } {
  const [hive = '', name = ''] = prefix.split('\\');
  return hive === 'HKU' ? { user: name.replace(/_classes$/i, '') } : {};
}
