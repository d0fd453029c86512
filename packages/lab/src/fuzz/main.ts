/**
 * `npm run fuzz -- [--minutes N] [--parser NAME] [--seed S] [--out DIR]`: damaged evidence and rules against every reader.
 * Reports what throws, hangs, is slow or grows, and writes the input aside. Exit code 1 where anything was found.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { inputOf } from './mutate.js';
import { collectSeeds, type Seed } from './seeds.js';
import { type FuzzTarget, TARGETS } from './targets.js';
import type { FuzzNote } from './worker.js';

/** An iteration that takes longer hangs: its thread is ended. */
const HANG_MS = 20_000;
const MOST_REPORTS = 5;

interface Options {
  readonly minutes: number;
  readonly parser: string | undefined;
  readonly seed: number;
  readonly out: string;
}

function optionsOf(args: readonly string[]): Options {
  const value = (name: string): string | undefined => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? undefined : args[at + 1];
  };
  const minutes = Number(value('minutes') ?? 1);
  const seed = Number(value('seed') ?? Math.floor(Math.random() * 2 ** 31));
  if (!(minutes > 0) || !Number.isInteger(seed))
    throw new Error('usage: --minutes N [--parser NAME] [--seed S] [--out DIR]');
  return { minutes, parser: value('parser'), seed, out: value('out') ?? 'fuzz-out' };
}

/** Seeds of the target's own kind; where there is none, all. */
function seedsFor(target: FuzzTarget, seeds: readonly Seed[]): Uint8Array[] {
  const own = seeds.filter(({ path }) => target.fits.test(path));
  return (own.length > 0 ? own : seeds).map(({ bytes }) => bytes);
}

async function fuzz(
  target: FuzzTarget,
  seeds: readonly Uint8Array[],
  until: number,
  options: Options,
): Promise<number> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  let found = 0;
  let first = 0;
  let iterations = 0;
  const report = (what: string, iteration: number, detail: string): void => {
    found++;
    if (found > MOST_REPORTS) return;
    const file = join(options.out, `${target.name}-${what}-${options.seed}-${iteration}.bin`);
    mkdirSync(options.out, { recursive: true });
    writeFileSync(file, inputOf(seeds, options.seed, iteration));
    console.error(`${target.name}: ${what} in iteration ${iteration}: ${detail}\n  input: ${file}`);
  };
  while (Date.now() < until) {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { target: target.name, seeds, base: options.seed, first, progress, until },
      resourceLimits: { maxOldGenerationSizeMb: 2048 },
    });
    const hung = await new Promise<boolean>((resolve) => {
      let last = -1;
      let since = Date.now();
      const watch = setInterval(() => {
        const now = Atomics.load(progress, 0);
        if (now !== last) {
          last = now;
          since = Date.now();
        } else if (Date.now() - since > HANG_MS) {
          clearInterval(watch);
          report('hang', now, `no end after ${HANG_MS / 1000} s`);
          void worker.terminate().then(() => resolve(true));
        }
      }, 500);
      worker.on('message', (note: FuzzNote) => {
        if (note.kind === 'done') {
          iterations += note.iterations;
          clearInterval(watch);
          resolve(false);
        } else if (note.kind === 'throw') report('throw', note.iteration, note.message.split('\n', 4).join(' | '));
        else if (note.kind === 'slow') report('slow', note.iteration, `${Math.round(note.milliseconds)} ms`);
        else report('memory', note.iteration, `${note.megabytes} MB more than at the beginning`);
      });
      worker.on('error', (error) => {
        clearInterval(watch);
        report('crash', Atomics.load(progress, 0), error instanceof Error ? error.message : String(error));
        resolve(true);
      });
    });
    await worker.terminate();
    if (!hung) break;
    const at = Atomics.load(progress, 0);
    iterations += at - first;
    first = at + 1;
    if (found > MOST_REPORTS) break;
  }
  console.log(
    `${target.name.padEnd(16)} ${String(iterations).padStart(9)} inputs from ${seeds.length} seeds, ${found} found`,
  );
  return found;
}

const options = optionsOf(process.argv.slice(2));
const targets = TARGETS.filter(({ name }) => options.parser === undefined || name === options.parser);
if (targets.length === 0) throw new Error(`no such parser; there are ${TARGETS.map((t) => t.name).join(', ')}`);
console.log(`seed ${options.seed}, ${options.minutes} minutes, ${targets.length} targets`);
const seeds = await collectSeeds();
const each = (options.minutes * 60_000) / targets.length;
let found = 0;
for (const target of targets) found += await fuzz(target, seedsFor(target, seeds), Date.now() + each, options);
console.log(found === 0 ? 'nothing found' : `${found} found; the inputs are in ${options.out}`);
process.exitCode = found === 0 ? 0 : 1;
