/**
 * `npm run bench [-- --size 512 --rounds 5 --memory 20 --keep DIR] [--only mft]`: makes its data, measures whole commands on one
 * and two processors, compares with ripgrep where it is installed, prints ratios and writes bench-data/results.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prefilterLiterals } from '@allclear/assessment';
import { makeData } from './data.js';
import { benchEvtx, tellEvtx } from './evtx.js';
import { benchKernels } from './kernels.js';
import { canMeasure, has, interleave, type Run } from './measure.js';
import { benchSigma, makeEventLogs, tellSigma } from './sigma.js';

const CLI = fileURLToPath(new URL('../../../cli/bin/allclear.js', import.meta.url));
const TABLE = fileURLToPath(new URL('./mft.js', import.meta.url));
const MEMORY = fileURLToPath(new URL('./memory.js', import.meta.url));

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? fallback : Number(process.argv[at + 1]);
  return Number.isFinite(value) && value > 0 ? value : fallback;
}

const megabytes = option('size', 512);
const rounds = option('rounds', 5);
const memoryGigabytes = option('memory', 20);
const folder = 'bench-data';

interface Row {
  readonly what: string;
  readonly bytes: number;
  readonly run: Run;
}

function rate(bytes: number, seconds: number): string {
  return seconds === 0 ? '-' : `${(bytes / seconds / 1e6).toFixed(0)} MB/s`;
}

function table(rows: readonly Row[]): void {
  for (const { what, bytes, run } of rows) {
    const memory = `${(run.peakMemory / 1e6).toFixed(0)} MB`;
    console.log(
      `${what.padEnd(52)} ${rate(bytes, run.cpu).padStart(10)} a core   ${rate(bytes, run.wall).padStart(10)} wall   ${memory.padStart(8)} peak   exit ${run.exitCode}`,
    );
  }
}

/** A file table of 4.2 million records, made as it is read, in a process of its own. */
function tellTable(): string {
  const run = spawnSync(process.execPath, [TABLE, '4.3'], { encoding: 'utf8' });
  const found: unknown = run.status === 0 ? JSON.parse(run.stdout) : undefined;
  if (typeof found !== 'object' || found === null) return 'File table: could not be measured';
  const value = (name: string): number => Number(Object.entries(found).find(([key]) => key === name)?.[1]);
  return `File table ($MFT), ${(value('bytes') / 1e9).toFixed(1)} GB, ${value('records')} records: ${value('cpuSeconds').toFixed(1)} s of processor time, ${(value('peakMemory') / 1e6).toFixed(0)} MB peak`;
}

async function main(): Promise<void> {
  const only = process.argv.indexOf('--only');
  if (only >= 0 && process.argv[only + 1] === 'mft') {
    console.log(tellTable());
    return;
  }
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${megabytes} MB, ${rounds} rounds, medians\n`,
  );
  console.log('Inner loops (in one process, no files):');
  const kernels = await benchKernels();
  for (const { name, bytesPerSecond } of kernels)
    console.log(`  ${name.padEnd(50)} ${(bytesPerSecond / 1e9).toFixed(2)} GB/s`);
  console.log(`\n${tellEvtx(benchEvtx(folder))}`);
  const sigma = benchSigma([], 3);
  console.log(sigma === undefined ? 'Sigma rules: the public samples are not there' : `\n${tellSigma(sigma)}`);
  console.log(`\n${tellTable()}`);
  if (!canMeasure()) {
    console.log('\nWhole commands are not measured: this needs Linux and /usr/bin/time.');
    return;
  }
  mkdirSync(folder, { recursive: true });
  console.log('\nMaking data …');
  const data = await makeData(folder, megabytes * 1_000_000);
  const patterns = join(folder, 'patterns.txt');
  const literals = await prefilterLiterals();
  writeFileSync(patterns, `${literals.join('\n')}\n`);
  const detect = (path: string, workers: number): string[] => [
    process.execPath,
    CLI,
    'detect',
    path,
    '--count',
    '--quiet',
    '--workers',
    String(workers),
  ];
  const assess = (path: string, workers: number): string[] => [
    process.execPath,
    CLI,
    'assess',
    path,
    '--out',
    join(folder, 'out'),
    '--quiet',
    '--workers',
    String(workers),
  ];
  const eventFolder = join(folder, `event-logs-${megabytes}`);
  const events = makeEventLogs(eventFolder, (megabytes / 10) * 1_000_000);
  const detectEvents = (rules: string, workers: number): string[] => [
    ...detect(eventFolder, workers),
    '--rules',
    rules,
  ];
  const rg = ['rg', '-i', '-c', '-F', '--no-ignore', '-j1', '-f', patterns];
  const ripgrep = has('rg');
  if (!ripgrep) console.log('ripgrep is not installed: no comparison (Debian: apt-get install ripgrep).');
  const plan: { what: string; bytes: number; command: string[]; processors?: string }[] = [
    { what: 'detect IIS, 1 worker, 1 core', bytes: data.iisBytes, command: detect(data.iis, 1), processors: '0' },
    ...(ripgrep
      ? [
          {
            what: `ripgrep -i, the same ${literals.length} literals, IIS, 1 core`,
            bytes: data.iisBytes,
            command: [...rg, data.iis],
            processors: '0',
          },
        ]
      : []),
    {
      what: 'detect HttpProxy, 1 worker, 1 core',
      bytes: data.httpProxyBytes,
      command: detect(data.httpProxy, 1),
      processors: '0',
    },
    ...(ripgrep
      ? [
          {
            what: 'ripgrep -i, HttpProxy, 1 core',
            bytes: data.httpProxyBytes,
            command: [...rg, data.httpProxy],
            processors: '0',
          },
        ]
      : []),
    { what: 'assess IIS, 1 worker, 1 core', bytes: data.iisBytes, command: assess(data.iis, 1), processors: '0' },
    { what: 'assess IIS, 1 worker', bytes: data.iisBytes, command: assess(data.iis, 1) },
    { what: 'assess IIS, 2 workers', bytes: data.iisBytes, command: assess(data.iis, 2) },
    {
      what: 'assess HttpProxy, 1 worker, 1 core',
      bytes: data.httpProxyBytes,
      command: assess(data.httpProxy, 1),
      processors: '0',
    },
    {
      what: 'assess zipped IIS, 1 worker, 1 core',
      bytes: data.iisBytes,
      command: assess(data.zip, 1),
      processors: '0',
    },
    ...(events === undefined
      ? []
      : [1, 2].map((workers) => ({
          what: `detect event logs, public Windows rules, ${workers} worker${workers > 1 ? 's' : ''}`,
          bytes: events.bytes,
          command: detectEvents(events.rules, workers),
        }))),
    { what: 'assess zipped IIS, 2 workers', bytes: data.iisBytes, command: assess(data.zip, 2) },
  ];
  console.log('Measuring whole commands (start-up included) …\n');
  const runs = interleave(plan, rounds);
  const rows = plan.map(
    ({ what, bytes }, i): Row => ({ what, bytes, run: runs[i] ?? { cpu: 0, wall: 0, peakMemory: 0, exitCode: -1 } }),
  );
  table(rows);
  const ratios = ratiosOf(rows);
  console.log('');
  for (const [name, value] of ratios) console.log(`${name.padEnd(64)} ${value.toFixed(2)}`);
  console.log(`\nMemory: ${memoryGigabytes} GB of one IIS log, generated as it is read …`);
  const memory = spawnSync(process.execPath, [MEMORY, 'iis', String(memoryGigabytes)], { encoding: 'utf8' });
  console.log(memory.stdout.trim() || memory.stderr.trim());
  writeFileSync(
    join(folder, 'results.json'),
    `${JSON.stringify({ machine: cpus()[0]?.model, node: process.version, megabytes, rounds, kernels, rows, ratios, memory: memory.stdout.trim() }, undefined, 1)}\n`,
  );
}

function ratiosOf(rows: readonly Row[]): [string, number][] {
  const speed = (start: string): number | undefined => {
    const row = rows.find((r) => r.what.startsWith(start));
    return row && row.run.cpu > 0 ? row.bytes / row.run.cpu : undefined;
  };
  const wall = (start: string): number | undefined => rows.find((r) => r.what.startsWith(start))?.run.wall;
  const ratios: [string, number][] = [];
  const add = (name: string, a: number | undefined, b: number | undefined): void => {
    if (a !== undefined && b !== undefined && b > 0) ratios.push([name, a / b]);
  };
  add('detect IIS : ripgrep -i with the same literals', speed('detect IIS'), speed('ripgrep -i, the same'));
  add(
    'detect HttpProxy : ripgrep -i with the same literals',
    speed('detect HttpProxy'),
    speed('ripgrep -i, HttpProxy'),
  );
  add('assess IIS: two workers : one (wall)', wall('assess IIS, 1 worker'), wall('assess IIS, 2 workers'));
  add(
    'detect event logs: two workers : one (wall)',
    wall('detect event logs, public Windows rules, 1 worker'),
    wall('detect event logs, public Windows rules, 2 workers'),
  );
  return ratios;
}

await main();
