/** Options and checks that every verb which reads evidence shares. */
import { existsSync, statSync } from 'node:fs';
import { defaultWorkers } from '@allclear/assessment';
import { userContentFolder } from '@allclear/content';
import type { Problem } from '@allclear/model';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Console, line, systemConsole } from '../console.js';
import { CommandError, EXIT } from '../exit-codes.js';
import { meantPath, meantPaths } from '../given-path.js';

export interface EvidenceOptions {
  readonly workers: number;
  readonly content?: readonly string[];
  readonly passwordFile?: string;
  readonly quiet?: boolean;
  /** False for `--no-cache`. */
  readonly cache?: boolean;
}

const MOST_WORKERS = 256;

export function evidenceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--workers <n>', 'threads that read evidence')
        .argParser(workers)
        .default(defaultWorkers(), 'all cores'),
    )
    .option('--content <dir>', 'folder with additional Sigma rules or added packs (repeatable)', collect)
    .option('--no-cache', 'neither keep parsed rules of large folders nor use those kept before')
    .option('--password-file <file>', 'file whose first line is the password of encrypted evidence')
    .option('--quiet', 'no progress, no colour');
}

/** Folders of a repeatable option. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, meantPath(value)];
}

/** For options that name one file or folder. */
export const onePath = (value: string): string => meantPath(value);

function workers(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > MOST_WORKERS) {
    throw new InvalidArgumentError(`a whole number from 1 to ${MOST_WORKERS}.`);
  }
  return number;
}

export function consoleFor(options: { readonly quiet?: boolean }): Console {
  return systemConsole(options.quiet === true);
}

/** The paths that are meant. Each must exist: a slip of the pen must not look like an empty server. */
export function evidencePaths(given: readonly string[]): string[] {
  const paths = meantPaths(given);
  for (const path of paths) {
    if (!existsSync(path))
      throw new CommandError(
        `${path}: no such file or folder. Give the folder or archive that holds the evidence.`,
        EXIT.unreadable,
      );
  }
  return paths;
}

/** The user's content folder where it is there, then the folders that were given. */
export function contentFolders(options: { readonly content?: readonly string[] }): string[] {
  const own = userContentFolder();
  const given = options.content ?? [];
  return own !== undefined && existsSync(own) && !given.includes(own) ? [own, ...given] : [...given];
}

export function requireFolders(folders: readonly string[] = []): void {
  for (const folder of folders) {
    if (!existsSync(folder))
      throw new CommandError(`${folder}: no such folder. Give a folder with Sigma rules (*.yml).`, EXIT.usage);
  }
}

/** Ctrl-C stops the work in order: undefined then. A second Ctrl-C ends the program at once. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once('SIGINT', stop);
  try {
    const result = await work(abort.signal);
    return abort.signal.aborted ? undefined : result;
  } finally {
    process.off('SIGINT', stop);
  }
}

const SHOWN = 8;

/** Problems in a few lines; all of them stand in the report. */
export function tellProblems(console: Console, problems: readonly Problem[], where: string): void {
  for (const problem of problems.slice(0, SHOWN)) console.error(line(`${problem.code} ${problemText(problem)}`));
  if (problems.length > SHOWN) console.error(line(`… and ${problems.length - SHOWN} more problems${where}`));
}

export function problemText(problem: Problem): string {
  const place =
    problem.file === undefined ? '' : `${problem.file}${problem.line === undefined ? '' : `:${problem.line}`}: `;
  return `${place}${problem.detail}`;
}

function isEmptyFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === 0;
}

/** Nothing could be read: say the one most telling reason. */
export function unreadable(paths: readonly string[], problems: readonly Problem[], files: number): CommandError {
  const encrypted = problems.find((p) => p.code === 'ALC-E005');
  const shown = paths.join(', ');
  if (encrypted) {
    return new CommandError(
      `${shown}: encrypted, and the password is missing or wrong. Give it with --password-file FILE.`,
      EXIT.unreadable,
    );
  }
  const problem = problems.find((p) => p.code.startsWith('ALC-E'));
  const empty = problems.some((p) => p.code === 'ALC-P005') || (files > 0 && paths.every(isEmptyFile));
  if (problem === undefined && empty) {
    return new CommandError(
      `${shown}: there is nothing but empty files (0 bytes). Copy them again from the server.`,
      EXIT.unreadable,
    );
  }
  if (files === 0 && problem === undefined) {
    return new CommandError(
      `${shown}: there is no file in it. Give the folder or archive that holds the evidence.`,
      EXIT.unreadable,
    );
  }
  if (problem !== undefined && files <= 1) return new CommandError(`${shown}: ${problem.detail}`, EXIT.unreadable);
  const none = files === 1 ? 'this is no evidence' : `none of its ${files} files is evidence`;
  return new CommandError(
    `${shown}: ${none} that Allclear knows. It looks for IIS and Exchange logs, web folders and Exchange's configuration; docs/user-guide.md says how to collect them.`,
    EXIT.unreadable,
  );
}
