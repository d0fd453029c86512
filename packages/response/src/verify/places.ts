/** Whether new evidence would show a thing if it were still there. */
import type { Assessment, Finding } from '@allclear/model';

const SHARED_FOLDERS = new Set(['windows', 'program files', 'program files (x86)', 'users', 'programdata', 'inetpub']);

/** Folders of the evidence that hold at least one examined file, as Windows paths in lower case; each with all folders above. */
export function examinedFolders(assessment: Assessment): Set<string> {
  const folders = new Set<string>();
  for (const { file } of assessment.coverage.files) {
    const windows = windowsPath(file, assessment.host.root);
    if (windows === undefined) continue;
    const parts = windows.toLowerCase().split('\\').slice(0, -1);
    for (let depth = parts.length; depth > 1; depth--) {
      const folder = parts.slice(0, depth).join('\\');
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

/** `C/inetpub/x`, `uploads/auto/C%3A/inetpub/x` … -> `C:\inetpub\x`. */
function windowsPath(file: string, root: string): string | undefined {
  const below = root !== '' && file.startsWith(root) ? file.slice(root.length).replace(/^\//, '') : file;
  const match = /(?:^|\/)([A-Za-z])(?::|%3A)?\/(.+)$/.exec(below);
  return match ? `${match[1]?.toUpperCase()}:\\${match[2]?.replaceAll('/', '\\')}` : undefined;
}

/**
 * The folder of the file was collected, or the folder above it (its own may be empty by now); folders that every
 * collection touches, like C:\Windows, prove nothing.
 */
export function placeExamined(path: string, folders: ReadonlySet<string>): boolean {
  const parts = path.toLowerCase().split('\\');
  const own = parts.slice(0, -1);
  if (folders.has(own.join('\\'))) return true;
  const above = own.slice(0, -1);
  return above.length > 1 && !SHARED_FOLDERS.has(above.at(-1) ?? '') && folders.has(above.join('\\'));
}

/** Artifact that the finding was read from was examined again. */
export function artifactExamined(finding: Finding, before: Assessment, after: Assessment): boolean {
  const file = finding.quotes[0]?.place.file;
  const artifact = before.coverage.files.find((f) => f.file === file)?.artifact;
  if (artifact === undefined) return false;
  return after.coverage.sources.some((s) => s.artifact === artifact && s.status === 'examined');
}
