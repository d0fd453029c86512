/** A Windows path of the plan -> the file below the target. Links, other drives and odd names are refused with a reason. */
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { isAbsolute, join, resolve, sep } from 'node:path';

export interface Target {
  /** Root of the mounted disk, of the collected tree, or `C:\` on a live server. */
  readonly root: string;
  /** Other drives: letter (upper case) -> folder. */
  readonly drives: Readonly<Record<string, string>>;
}

export type Located =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly why: 'absent' | 'refused'; readonly reason: string };

const refused = (reason: string): Located => ({ found: false, why: 'refused', reason });
const absent = (reason: string): Located => ({ found: false, why: 'absent', reason });

/** Windows: a path with this prefix is taken as it is, also with reserved names and trailing dots. */
const AS_IS = process.platform === 'win32' ? '\\\\?\\' : '';

export function locate(windowsPath: string, target: Target): Located {
  const drive = /^([A-Za-z]):\\/.exec(windowsPath)?.[1]?.toUpperCase();
  if (drive === undefined) return refused('not a full Windows path with a drive letter');
  const names = windowsPath.slice(3).split('\\');
  const odd = names.find((name) => name === '' || name === '.' || name === '..' || /[/\0]/.test(name));
  if (odd !== undefined || names.length === 0) return refused('the path holds an empty, relative or impossible part');
  if (names.some((name) => name.includes(':'))) return refused('the path names a stream, not a file');
  const root = rootOf(drive, target);
  if (root === undefined)
    return refused(`drive ${drive}: is not below the target; name it with --drive ${drive}=FOLDER`);
  let here = AS_IS !== '' && !root.startsWith(AS_IS) ? AS_IS + root : root;
  for (const [index, name] of names.entries()) {
    const entry = entryOf(here, name);
    if (entry === undefined) return absent('not there (any more)');
    if (entry === 'several') return refused(`several entries differ from "${name}" only in case`);
    here = here.endsWith(sep) ? here + entry : here + sep + entry;
    const stats = statOf(here);
    if (stats === undefined) return absent('not there (any more)');
    if (stats.isSymbolicLink()) return refused('a part of the path is a link; what it points to is not in the plan');
    const last = index === names.length - 1;
    if (last && !stats.isFile()) return refused('not an ordinary file');
    if (last && stats.nlink > 1)
      return refused('the file has several names (hard links): removing one keeps the others');
    if (!last && !stats.isDirectory()) return absent('a part of the path is no folder');
  }
  return { found: true, path: here };
}

/** `ROOT/C`, `ROOT/c:` … as collections lay drives out; else ROOT is the system drive itself. */
function rootOf(drive: string, target: Target): string | undefined {
  const named = target.drives[drive];
  if (named !== undefined) return resolve(named);
  const root = resolve(target.root);
  if (/^[A-Za-z]:\\?$/.test(target.root)) return target.root[0]?.toUpperCase() === drive ? `${drive}:\\` : undefined;
  const folder = listing(root).find((name) => [drive, `${drive}:`, `${drive}%3A`].includes(name.toUpperCase()));
  if (folder !== undefined && statOf(join(root, folder))?.isDirectory()) return join(root, folder);
  const laidOut = listing(root).some(
    (name) => /^[A-Za-z](?::|%3A)?$/i.test(name) && statOf(join(root, name))?.isDirectory(),
  );
  return drive === 'C' && !laidOut && isAbsolute(root) ? root : undefined;
}

/** The entry of that name: exactly, else the only one that differs in case. Windows has one, other systems may have several. */
function entryOf(folder: string, name: string): string | 'several' | undefined {
  const names = listing(folder);
  if (names.includes(name)) return name;
  const folded = name.toLowerCase();
  const same = names.filter((other) => other.toLowerCase() === folded);
  return same.length > 1 ? 'several' : same[0];
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
