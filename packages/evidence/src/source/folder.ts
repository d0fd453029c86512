import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { openablePath } from '../bytes/openable-path.js';
import type { Limits } from '../limits.js';
import { type ProblemList, toProblem } from '../problem.js';

export interface FolderEntry {
  /** Below the folder, '/'-separated. */
  readonly path: string;
  readonly file: string;
  readonly size: number;
  readonly modified: number;
}

export interface FolderTree {
  readonly files: readonly FolderEntry[];
  /** Folders directly below. */
  readonly topFolders: readonly string[];
}

/** All regular files of a folder, by name, links not followed. What cannot be listed becomes a problem. */
export function walkFolder(root: string, prefix: string, limits: Limits, problems: ProblemList): FolderTree {
  const files: FolderEntry[] = [];
  const topFolders: string[] = [];
  const pending: string[] = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const folders: string[] = [];
    for (const entry of listFolder(root, folder, prefix, problems)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isSymbolicLink()) noteLink(root, path, prefix, problems);
      else if (!entry.isFile()) continue;
      else if (files.length >= limits.maxMembers) {
        problems.add({ code: 'ALC-E007', file: prefix + path, detail: `more than ${limits.maxMembers} files` });
        return { files, topFolders };
      } else addFile(root, path, prefix, files, problems);
    }
    if (folder === '') topFolders.push(...folders);
    if (folder !== '' && folder.split('/').length >= limits.maxFolderDepth) {
      for (const path of folders)
        problems.add({ code: 'ALC-E007', file: prefix + path, detail: 'the folders lie too deep inside each other' });
      continue;
    }
    pending.push(...folders.reverse());
  }
  return { files, topFolders };
}

function listFolder(root: string, folder: string, prefix: string, problems: ProblemList): Dirent[] {
  try {
    const entries = readdirSync(openablePath(nativePath(root, folder)), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    problems.add(toProblem(error, prefix + folder));
    return [];
  }
}

function addFile(root: string, path: string, prefix: string, files: FolderEntry[], problems: ProblemList): void {
  const file = nativePath(root, path);
  try {
    const status = lstatSync(openablePath(file));
    files.push({ path, file, size: status.size, modified: Math.floor(status.mtimeMs) });
  } catch (error) {
    problems.add(toProblem(error, prefix + path));
  }
}

/** A link inside the tree leads to something that is read anyway; one that leads out is not followed. */
function noteLink(root: string, path: string, prefix: string, problems: ProblemList): void {
  try {
    const target = realpathSync(nativePath(root, path));
    if (isInside(realpathSync(root), target)) return;
    problems.add({ code: 'ALC-E002', file: prefix + path, detail: 'the link leads out of the evidence' });
  } catch {
    problems.add({ code: 'ALC-E002', file: prefix + path, detail: 'the link leads nowhere' });
  }
}

function isInside(root: string, target: string): boolean {
  const path = relative(root, target);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

const nativePath = (root: string, path: string): string => join(root, ...path.split('/'));
