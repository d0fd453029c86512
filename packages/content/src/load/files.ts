/** Finding and reading the files of a knowledge folder, in an order that does not depend on the machine. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@allclear/model';

/** Files of one folder tree that are looked at; SigmaHQ's whole repository has about 4,000. */
export const MAX_FILES = 50_000;
/** Folders below a given one. */
export const MAX_DEPTH = 20;

/** Paths below `root`, '/'-separated and relative, in code-point order; links are not followed. */
export async function listFiles(root: string): Promise<{ files: string[]; problems: Problem[] }> {
  const files: string[] = [];
  const problems: Problem[] = [];
  let full = false;
  const visit = async (relative: string, depth: number): Promise<void> => {
    let entries: { name: string; isDirectory(): boolean; isFile(): boolean }[];
    try {
      entries = await readdir(join(root, relative), { withFileTypes: true });
    } catch {
      problems.push({ code: 'ALC-R001', file: join(root, relative), detail: 'the folder cannot be read' });
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name === '.git' || entry.name === 'node_modules' || depth >= MAX_DEPTH) continue;
        await visit(path, depth + 1);
      } else if (entry.isFile()) {
        if (files.length >= MAX_FILES) full = true;
        else files.push(path);
      }
    }
  };
  await visit('', 0);
  if (full)
    problems.push({ code: 'ALC-R001', file: root, detail: `more than ${MAX_FILES} files; the rest was not used` });
  files.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { files, problems };
}

export const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path);

/** Text of a file, or undefined with a problem; a file beyond `limit` bytes is not read. */
export async function readText(path: string, limit: number): Promise<{ text?: string; problem?: Problem }> {
  try {
    const { size } = await stat(path);
    if (size > limit) return { problem: { code: 'ALC-R001', file: path, detail: `larger than ${limit} bytes` } };
    return { text: await readFile(path, 'utf8') };
  } catch {
    return { problem: { code: 'ALC-R001', file: path, detail: 'the file cannot be read' } };
  }
}
