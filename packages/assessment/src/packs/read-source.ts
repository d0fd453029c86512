/** The files of a rule pack, out of a folder, an archive or a single file: nothing outside of it, and bounded. */
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACK_LIMITS } from '@allclear/content';
import { listUnits, openUnit } from '@allclear/evidence';
import type { Problem } from '@allclear/model';

export interface PackFile {
  readonly path: string;
  readonly text: string;
}

export interface PackSource {
  /** Files that may hold knowledge, by path. */
  readonly files: readonly PackFile[];
  /** Files that were not looked into: other kinds, deprecated rules. */
  readonly passedBy: number;
  readonly problems: readonly Problem[];
  /** Why none of it may be used: it tried to leave its archive, or to swell. */
  readonly refused: string | undefined;
  readonly revision: string | undefined;
}

const KNOWLEDGE = /\.(?:ya?ml|yara?|txt|csv|json|stix2?|ioc|list)$/i;
const LICENCE = /(?:^|\/)(?:licen[cs]e|copying|notice)(?:[.-][\w.-]*)?$/i;
/** Folders of rule repositories that hold no rules in use: what their own tools leave out, too. */
const NOT_IN_USE =
  /(?:^|\/)(?:\.git|\.github|\.vscode|\.idea|node_modules|deprecated|unsupported|placeholder|rules-placeholder|documentation|docs|tests?|regression|regression_data|other|json-schema)\//i;
const REFUSING: ReadonlySet<Problem['code']> = new Set(['ALC-E003', 'ALC-E007']);

/** Never throws for what is in the pack. */
export async function readPackSource(path: string): Promise<PackSource> {
  const options = {
    limits: {
      maxMembers: PACK_LIMITS.files,
      maxMemberBytes: 2 * PACK_LIMITS.totalBytes,
      maxTotalBytes: 2 * PACK_LIMITS.totalBytes,
      ratioFreeBytes: 2 * PACK_LIMITS.fileBytes,
      maxFolderDepth: 40,
    },
  };
  const problems: Problem[] = [];
  const files: PackFile[] = [];
  const listed = await listUnits([path], options);
  problems.push(...listed.problems);
  const single = listed.units.length === 1 && (await isFile(path));
  let passedBy = 0;
  let total = 0;
  let refused = refusal(problems);
  for (const unit of listed.units) {
    if (refused !== undefined) break;
    if (unit.kind === 'file' && !isWanted(unit.path, single)) {
      passedBy++;
      continue;
    }
    for await (const file of openUnit(unit.locator, options)) {
      if (!isWanted(file.path, single)) {
        passedBy++;
        continue;
      }
      const read = await readText(file);
      problems.push(...read.problems.map((p) => ({ ...p, file: file.path })));
      total += read.bytes;
      if (read.text !== undefined) files.push({ path: file.path, text: read.text });
      refused ??= refusal(read.problems);
      if (total > PACK_LIMITS.totalBytes) refused ??= `more than ${PACK_LIMITS.totalBytes} bytes of rules`;
      if (files.length > PACK_LIMITS.files) refused ??= `more than ${PACK_LIMITS.files} files`;
      if (refused !== undefined) break;
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, passedBy, problems, refused, revision: await revisionOf(path) };
}

export const isLicence = (path: string): boolean => LICENCE.test(path);

function isWanted(path: string, single: boolean): boolean {
  if (single) return true;
  return !NOT_IN_USE.test(path) && (KNOWLEDGE.test(path) || LICENCE.test(path));
}

function refusal(problems: readonly Problem[]): string | undefined {
  const worst = problems.find((p) => REFUSING.has(p.code));
  return worst === undefined ? undefined : `${worst.file === undefined ? '' : `${worst.file}: `}${worst.detail}`;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch {
    return false;
  }
}

interface Readable {
  readonly size: number | undefined;
  read(sink: (chunk: Uint8Array) => boolean | undefined): Promise<{ readonly problems: Problem[] }>;
}

/** Text of one file; a file beyond the limit is a problem and not used, so no half of a rule ever is. */
async function readText(file: Readable): Promise<{ text?: string; bytes: number; problems: Problem[] }> {
  const tooLarge: Problem = { code: 'ALC-R001', detail: `larger than ${PACK_LIMITS.fileBytes} bytes` };
  if ((file.size ?? 0) > PACK_LIMITS.fileBytes) return { bytes: 0, problems: [tooLarge] };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const { problems } = await file.read((chunk) => {
    bytes += chunk.length;
    if (bytes > PACK_LIMITS.fileBytes) return false;
    chunks.push(chunk.slice());
    return true;
  });
  if (bytes > PACK_LIMITS.fileBytes) return { bytes, problems: [tooLarge] };
  // A damaged member may be anything: its text is not used.
  if (problems.length > 0) return { bytes, problems };
  const whole = Buffer.concat(chunks);
  const utf16 = whole.length >= 2 && whole[0] === 0xff && whole[1] === 0xfe;
  return { text: utf16 ? whole.subarray(2).toString('utf16le') : whole.toString('utf8'), bytes, problems };
}

/** The commit that a git checkout stands at; undefined for anything else. */
async function revisionOf(path: string): Promise<string | undefined> {
  const git = join(path, '.git');
  const line = async (file: string): Promise<string> =>
    (await readFile(file, 'utf8')).slice(0, 500).split('\n', 1)[0] ?? '';
  try {
    const head = await line(join(git, 'HEAD'));
    if (COMMIT.test(head)) return head;
    const name = /^ref: (refs\/heads\/[\w./-]{1,200})$/.exec(head)?.[1];
    if (name === undefined || name.includes('..')) return undefined;
    try {
      const commit = await line(join(git, ...name.split('/')));
      if (COMMIT.test(commit)) return commit;
    } catch {
      // Packed: the branch has no file of its own.
    }
    const packed = (await readFile(join(git, 'packed-refs'), 'utf8')).split('\n').find((l) => l.endsWith(` ${name}`));
    const commit = packed?.slice(0, 40) ?? '';
    return COMMIT.test(commit) ? commit : undefined;
  } catch {
    return undefined;
  }
}

const COMMIT = /^[0-9a-f]{40}$/;
