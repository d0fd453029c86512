/** Runs the real command, as a person would, for tests. Needs the built package. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../bin/allclear.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  /** Without progress lines: they come on a slow machine only. */
  readonly stderr: string;
}

const PROGRESS = /^\d[^\n]* [kMG]B\/s[^\n]*\n/gm;

export interface RunOptions {
  readonly cwd?: string;
  /** JavaScript that the main thread of the process runs before the program. */
  readonly before?: string;
  /** The user's content folder; without it none, whatever this machine has. */
  readonly userContent?: string;
}

export async function runAllclear(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const before = `import { isMainThread } from 'node:worker_threads'; if (isMainThread) { ${options.before} }`;
  const node = options.before === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
  const child = spawn(process.execPath, [...node, PROGRAM, ...args], {
    cwd: options.cwd ?? REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ALLCLEAR_CONTENT: options.userContent ?? '' },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString().replace(PROGRESS, '') };
}
