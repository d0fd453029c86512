/**
 * Rules of a user's folder as they were parsed the last time: YAML takes most of the time of reading thousands of them.
 * An entry is named by a hash of all that it was made from, so it cannot be out of date; it names its own checksum and
 * is checked when it is read. What is damaged is made anew without a word. Compressed, so that words which antivirus
 * products look for do not get it quarantined; only the user can read it.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Problem } from '@allclear/model';
import type { YamlDocument } from '../yaml/index.js';

/** Raised whenever reading YAML gives anything else for the same text. */
const FORMAT = 1;
/** Fewer files are read as fast without. */
export const FEWEST_FILES = 50;
/** Folders whose rules are kept; the oldest entry goes. */
export const MAX_ENTRIES = 8;
/** Bytes of an entry, unpacked. */
export const MAX_ENTRY_BYTES = 256 << 20;
const NAME = /^rules-[0-9a-f]{64}\.z$/;
const CHECKSUM_BYTES = 32;

/** One file's documents and what was wrong with it. */
export interface ParsedFile {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The user's cache folder: `ALLCLEAR_CACHE` where it is set (set to nothing: none); else `%LOCALAPPDATA%\allclear\cache`,
 * `~/Library/Caches/allclear` or `$XDG_CACHE_HOME/allclear` (`~/.cache`). Undefined where it would lie inside evidence.
 */
export function cacheFolder(
  evidence: readonly string[],
  { platform, env, home }: Surroundings = { platform: process.platform, env: process.env, home: homedir() },
): string | undefined {
  const folder = folderOf({ platform, env, home });
  const inside = (outer: string): boolean => {
    const path = relative(resolve(outer), resolve(folder));
    return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
  };
  return folder === '' || evidence.some(inside) ? undefined : folder;
}

function folderOf({ platform, env, home }: Surroundings): string {
  const given = env.ALLCLEAR_CACHE;
  if (given !== undefined) return given.trim();
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'allclear', 'cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'allclear');
  const cache = env.XDG_CACHE_HOME;
  // The XDG base directory specification: a relative path is to be ignored.
  return join(cache?.startsWith('/') ? cache : join(home, '.cache'), 'allclear');
}

/** @param texts of the files, in their order. @param parse for what is not known. @returns in the same order. */
export function parsedThroughCache(
  folder: string,
  texts: readonly string[],
  parse: () => readonly ParsedFile[],
): readonly ParsedFile[] {
  const hash = createHash('sha256').update(`allclear rules ${FORMAT}\0${texts.length}\0`);
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}\0`).update(text);
  const file = join(folder, `rules-${hash.digest('hex')}.z`);
  const known = readEntry(file, texts.length);
  if (known !== undefined) return known;
  const parsed = parse();
  writeEntry(folder, file, parsed);
  return parsed;
}

function readEntry(file: string, files: number): ParsedFile[] | undefined {
  try {
    const bytes = readFileSync(file);
    const packed = bytes.subarray(CHECKSUM_BYTES);
    if (!createHash('sha256').update(packed).digest().equals(bytes.subarray(0, CHECKSUM_BYTES))) return undefined;
    const parsed: unknown = JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_ENTRY_BYTES }).toString('utf8'));
    return Array.isArray(parsed) && parsed.length === files && parsed.every(isParsedFile) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isParsedFile(value: unknown): value is ParsedFile {
  if (typeof value !== 'object' || value === null || !('documents' in value) || !('problems' in value)) return false;
  const { documents, problems } = value;
  return (
    Array.isArray(documents) && documents.every(isDocument) && Array.isArray(problems) && problems.every(isProblem)
  );
}

function isDocument(value: unknown): value is YamlDocument {
  if (typeof value !== 'object' || value === null) return false;
  return 'value' in value && 'line' in value && Number.isInteger(value.line);
}

/** Only what reading YAML tells. */
function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  return 'code' in value && value.code === 'ALC-R001' && 'detail' in value && typeof value.detail === 'string';
}

/** Written aside and renamed. A folder that cannot be written to costs time, nothing else. */
function writeEntry(folder: string, file: string, parsed: readonly ParsedFile[]): void {
  const part = `${file}.${process.pid}.part`;
  try {
    const text = JSON.stringify(parsed, exactly);
    if (text.length > MAX_ENTRY_BYTES / 4) return;
    const packed = deflateRawSync(text, { level: 1 });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(part, Buffer.concat([createHash('sha256').update(packed).digest(), packed]), { mode: 0o600 });
    renameSync(part, file);
    forgetOldest(folder);
  } catch {
    forget(part);
  }
}

function forget(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder is no folder, or not ours.
  }
}

/** What JSON would turn into something else is not kept at all (dates do not come out of YAML's core schema). */
function exactly(_: string, value: unknown): unknown {
  const isText = value === null || typeof value === 'string' || typeof value === 'boolean';
  if (isText || (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0))) return value;
  if (Array.isArray(value) || (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype))
    return value;
  throw new Error('not JSON');
}

function forgetOldest(folder: string): void {
  const entries = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { path } of entries.slice(MAX_ENTRIES)) forget(path);
}
