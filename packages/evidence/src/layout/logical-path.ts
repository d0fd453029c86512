import { decodeSegment, decodeVolume, splitPath } from './segments.js';

export type LayoutId = 'velociraptor' | 'drive-folder' | 'drive-root' | 'loose';

export interface LogicalPath {
  /** What stands before the layout's own part, with its trailing '/' or '!': one host's evidence. Empty for the whole. */
  readonly hostRoot: string;
  readonly layout: LayoutId;
  /** Where the file was on the server, backslashes, drive in upper case; undefined where the path does not tell. */
  readonly windowsPath: string | undefined;
}

/** Folders that only Windows drives have at their top, and which alone prove a drive. */
const SURE_TOPS = new Set([
  'windows',
  'inetpub',
  'program files',
  'program files (x86)',
  'programdata',
  '$recycle.bin',
  '$extend',
]);
/** Folders and files at a drive's top that other trees may have too. */
const LIKELY_TOPS = new Set([
  ...SURE_TOPS,
  'users',
  'perflogs',
  'root',
  'temp',
  'documents and settings',
  'system volume information',
  'recycler',
  'exchange',
  'exchsrvr',
  '$mft',
  '$logfile',
  '$boot',
]);

/** `C`, `C:`, `C$`, `C%3A`: folders that collectors name after a drive. */
const DRIVE_FOLDER = /^([A-Za-z])(:|\$|%3A)?$/i;

/** Accessors under which Velociraptor files uploads; older collectors left out the folder `uploads`. */
const ACCESSORS = new Set([
  'auto',
  'file',
  'ntfs',
  'lazy_ntfs',
  'mft',
  'raw_ntfs',
  'ntfs_vss',
  'vss',
  'data',
  'sparse',
]);
const COLLECTION_FILES = new Set([
  'client_info.json',
  'collection_context.json',
  'requests.json',
  'uploads.json',
  'uploads.csv',
  'log.json',
]);

/** Where a file of the evidence was on the server, by its path alone. Case does not matter. */
export function logicalPath(path: string): LogicalPath {
  const { archive, segments } = splitPath(path);
  const root = (count: number): string =>
    archive +
    segments
      .slice(0, count)
      .map((segment) => `${segment}/`)
      .join('');
  return (
    velociraptor(segments, root) ??
    driveFolder(segments, root) ??
    driveRoot(segments, root) ?? { hostRoot: archive, layout: 'loose', windowsPath: undefined }
  );
}

type RootOf = (segments: number) => string;

function velociraptor(segments: readonly string[], root: RootOf): LogicalPath | undefined {
  const uploads = segments.findIndex((segment) => segment.toLowerCase() === 'uploads');
  for (let at = 0; at < segments.length - 1; at++) {
    const before = segments[at - 1]?.toLowerCase() ?? '';
    const volume = at > 0 ? decodeVolume(segments[at] ?? '') : undefined;
    const isUpload = (uploads !== -1 && (at === uploads + 1 || at === uploads + 2)) || ACCESSORS.has(before);
    if (volume === undefined || !isUpload) continue;
    const start = uploads !== -1 && uploads < at ? uploads : at - 1;
    const rest = segments.slice(at + 1).map(decodeSegment);
    return { hostRoot: root(start), layout: 'velociraptor', windowsPath: [volume, ...rest].join('\\') };
  }
  const name = segments.at(-1)?.toLowerCase() ?? '';
  const folder = segments.at(-2)?.toLowerCase();
  const isResult = folder === 'results' && /\.(json|jsonl|csv|index)$/.test(name);
  if (isResult) return { hostRoot: root(segments.length - 2), layout: 'velociraptor', windowsPath: undefined };
  if (uploads !== -1) return { hostRoot: root(uploads), layout: 'velociraptor', windowsPath: undefined };
  if (COLLECTION_FILES.has(name))
    return { hostRoot: root(segments.length - 1), layout: 'velociraptor', windowsPath: undefined };
  return undefined;
}

function driveFolder(segments: readonly string[], root: RootOf): LogicalPath | undefined {
  for (let at = 0; at < segments.length - 1; at++) {
    const [, letter, mark] = DRIVE_FOLDER.exec(segments[at] ?? '') ?? [];
    if (letter === undefined) continue;
    const next = segments[at + 1]?.toLowerCase() ?? '';
    // One letter alone is a drive where a collector would write it so, or where a drive's folders follow.
    const isDrive = mark !== undefined || letter === letter.toUpperCase() || LIKELY_TOPS.has(next);
    if (!isDrive) continue;
    const rest = segments.slice(at + 1).map((segment) => (mark === '%3A' ? decodeSegment(segment) : segment));
    return {
      hostRoot: root(at),
      layout: 'drive-folder',
      windowsPath: [`${letter.toUpperCase()}:`, ...rest].join('\\'),
    };
  }
  return undefined;
}

/** No letter in the path: the system drive, by convention C. */
function driveRoot(segments: readonly string[], root: RootOf): LogicalPath | undefined {
  const at = segments.findIndex((segment, i) => (i === 0 ? LIKELY_TOPS : SURE_TOPS).has(segment.toLowerCase()));
  if (at === -1 || (at === segments.length - 1 && !segments[at]?.startsWith('$'))) return undefined;
  return { hostRoot: root(at), layout: 'drive-root', windowsPath: ['C:', ...segments.slice(at)].join('\\') };
}
