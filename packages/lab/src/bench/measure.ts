/** Whole commands, timed from outside: processor time, wall time and peak memory as the kernel accounts them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Run {
  /** Seconds of processor time, all threads. */
  readonly cpu: number;
  readonly wall: number;
  /** Bytes. */
  readonly peakMemory: number;
  readonly exitCode: number;
}

const TIME = '/usr/bin/time';

export function canMeasure(): boolean {
  return process.platform === 'linux' && existsSync(TIME);
}

export function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** One run of a command on the given processors (a list for taskset), or on all. */
export function run(command: readonly string[], processors?: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-bench-'));
  const file = join(folder, 'time');
  const pinned = processors !== undefined && has('taskset') ? ['taskset', '-c', processors, ...command] : [...command];
  const result = spawnSync(TIME, ['-q', '-f', '%U %S %e %M', '-o', file, ...pinned], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const [user = 0, system = 0, wall = 0, kilobytes = 0] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
  rmSync(folder, { recursive: true });
  return { cpu: user + system, wall, peakMemory: kilobytes * 1024, exitCode: result.status ?? -1 };
}

/** Commands in turn, A B A B …, so that a machine that changes its speed treats them alike; medians of each. */
export function interleave(
  commands: readonly { readonly command: readonly string[]; readonly processors?: string }[],
  rounds: number,
): Run[] {
  const runs: Run[][] = commands.map(() => []);
  for (let round = 0; round < rounds; round++) {
    commands.forEach(({ command, processors }, i) => {
      runs[i]?.push(run(command, processors));
    });
  }
  return runs.map((own) => ({
    cpu: median(own.map((r) => r.cpu)),
    wall: median(own.map((r) => r.wall)),
    peakMemory: Math.max(...own.map((r) => r.peakMemory)),
    exitCode: own[0]?.exitCode ?? -1,
  }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
