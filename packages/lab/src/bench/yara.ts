/**
 * `node packages/lab/dist/bench/yara.js --rules DIR --files DIR [--most BYTES] [--limit N] [--rounds N]`: the same pack over
 * the same files, held in memory by us, read from disk by Debian's `yara` with compiled rules; seconds of processor time
 * on one core, compiling left out on both sides.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { USUAL_EXTERNALS, YaraPack } from '@allclear/detection';
import { filesIn, ruleFilesIn } from '../conformance/yara.js';
import { hasYara } from '../conformance/yara-tool.js';
import { median, run } from './measure.js';

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

function main(): void {
  const rules = ruleFilesIn(option('rules') ?? '.');
  const most = Number(option('most') ?? 16_384);
  const files = filesIn(option('files') ?? '.')
    .filter((path) => statSync(path).size <= most)
    .slice(0, Number(option('limit') ?? 6000));
  const rounds = Number(option('rounds') ?? 5);
  const sources = rules.map(({ origin, path }) => ({ origin, bytes: new Uint8Array(readFileSync(path)) }));
  const before = performance.now();
  const pack = new YaraPack(sources);
  const compiled = (performance.now() - before) / 1000;
  const data = files.map((path) => new Uint8Array(readFileSync(path)));
  const bytes = data.reduce((sum, { length }) => sum + length, 0);
  const folder = mkdtempSync(join(tmpdir(), 'allclear-bench-'));
  try {
    const theirs = yaraCommand(
      folder,
      rules.map(({ path }) => path),
      files,
    );
    const own: number[] = [];
    const tool: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = process.cpuUsage();
      for (const file of data) pack.scan(file);
      const used = process.cpuUsage(start);
      own.push((used.user + used.system) / 1e6);
      // Loading the compiled rules is no scanning: one run over a single file is taken off.
      if (theirs !== undefined) tool.push(run(theirs.all).cpu - run(theirs.one).cpu);
    }
    console.log(
      `${pack.size} rules (compiled in ${compiled.toFixed(1)} s), ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, medians of ${rounds} rounds`,
    );
    const tell = (name: string, seconds: number): void =>
      console.log(
        `${name.padEnd(10)} ${(files.length / seconds).toFixed(0).padStart(8)} files/s ${(bytes / 1e6 / seconds).toFixed(1).padStart(8)} MB/s a core`,
      );
    tell('allclear', median(own));
    if (tool.length === 0) console.log('yara is not installed: no comparison (Debian: apt-get install yara).');
    else {
      tell('yara', median(tool));
      console.log(`allclear : yara ${(median(tool) / median(own)).toFixed(2)}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function yaraCommand(
  folder: string,
  rules: readonly string[],
  files: readonly string[],
): { all: string[]; one: string[] } | undefined {
  if (!hasYara()) return undefined;
  const compiled = join(folder, 'rules');
  const externals = Object.keys(USUAL_EXTERNALS).flatMap((name) => ['-d', `${name}=`]);
  spawnSync('yarac', ['-w', ...externals, ...rules.map((path, i) => `f${i}:${path}`), compiled]);
  const command = (list: readonly string[], name: string): string[] => {
    writeFileSync(join(folder, name), `${list.join('\n')}\n`);
    return ['yara', '-C', '-p', '1', '-N', '-w', compiled, '--scan-list', join(folder, name)];
  };
  return { all: command(files, 'all'), one: command(files.slice(0, 1), 'one') };
}

main();
