/**
 * Event logs against every Windows rule of a public pack: records a second of processor time on one core, for each
 * kind of log, with reading and decoding. Each kind is one log made of the chunks of real ones again and again, so
 * that values repeat as they do there; the first pass, when no answer is known yet, is told on its own.
 * `node packages/lab/dist/bench/sigma.js [--seconds 4] [folder with event logs …]`
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { RuleSet } from '@allclear/detection';
import { EvtxReader } from '@allclear/parsers';
import { loadPack } from '../conformance/sigma-cases.js';
import { median } from './measure.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples', import.meta.url));
const HEADER = 4096;
const CHUNK = 65_536;
/** Bytes of a log that is run at a time. */
const PASS = 24 << 20;

/** Kinds of logs by the channel that most records of a file name. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['Security', /^Security$/],
  ['Sysmon', /Sysmon/],
  ['PowerShell', /PowerShell/],
  ['System', /^System$/],
  ['Application', /^Application$/],
];

interface Kind {
  readonly files: Uint8Array[];
  bytes: number;
}

export interface SigmaBench {
  readonly kind: string;
  readonly files: number;
  /** Of one pass. */
  readonly records: number;
  readonly bytes: number;
  readonly matches: number;
  /** Records a second of processor time, in the first pass and in the middle of the others. */
  readonly first: number;
  readonly steady: number;
}

export interface SigmaBenchResult {
  readonly rules: number;
  /** Seconds of processor time. */
  readonly loading: number;
  readonly logs: readonly SigmaBench[];
  /** Bytes. */
  readonly peakMemory: number;
}

/** Undefined where the samples are not beside the repository. */
export function benchSigma(folders: readonly string[], seconds: number): SigmaBenchResult | undefined {
  const sigma = join(SAMPLES, 'sigma');
  if (!existsSync(sigma)) return undefined;
  let started = process.cpuUsage();
  const pack = loadPack(sigma);
  const rules = pack.rules.filter(
    ({ logSource }) => logSource.product === undefined || logSource.product === 'windows',
  );
  const loading = since(started);
  const logs: SigmaBench[] = [];
  for (const [kind, { files, bytes }] of sort(folders)) {
    const set = new RuleSet(rules, []);
    const log = joined(files);
    const times = Math.max(1, Math.ceil(PASS / log.length));
    const rates: number[] = [];
    let records = 0;
    let matches = 0;
    const until = performance.now() + seconds * 1000;
    // Reader and engine are warmed up by the first kind alone; a pass is as long as a real log.
    do {
      records = 0;
      matches = 0;
      started = process.cpuUsage();
      for (let i = 0; i < times; i++)
        read(
          log,
          (found) => {
            records++;
            matches += found;
          },
          set,
        );
      rates.push(records / since(started));
    } while (performance.now() < until || rates.length < 3);
    const [first = 0, ...others] = rates;
    logs.push({ kind, files: files.length, records, bytes: bytes * times, matches, first, steady: median(others) });
  }
  return { rules: rules.length, loading, logs, peakMemory: process.resourceUsage().maxRSS * 1024 };
}

/** Writes logs of every kind, each as often as it takes, for whole commands. Undefined without the samples. */
export function makeEventLogs(
  folder: string,
  bytes: number,
  folders: readonly string[] = [],
): { readonly bytes: number; readonly rules: string } | undefined {
  const rules = join(SAMPLES, 'sigma', 'rules', 'windows');
  if (!existsSync(rules)) return undefined;
  mkdirSync(folder, { recursive: true });
  const logs = [...sort(folders)].map(([kind, { files }]) => ({ kind, log: joined(files) }));
  let written = 0;
  for (let i = 0; written < bytes; i++) {
    for (const { kind, log } of logs) {
      writeFileSync(join(folder, `${kind}-${i}.evtx`), log);
      written += log.length;
    }
  }
  return { bytes: written, rules };
}

export function tellSigma(result: SigmaBenchResult): string {
  const lines = [
    `Event logs against ${result.rules} Sigma rules on one core (rules read in ${result.loading.toFixed(2)} s of processor time):`,
  ];
  for (const { kind, files, records, bytes, matches, first, steady } of result.logs) {
    const size = `${(bytes / records / 1000).toFixed(1)} KB a record`;
    lines.push(
      `  ${kind.padEnd(12)} ${files} files, ${records} records (${size}), ${matches} matches: ` +
        `${thousand(first)} records/s at first, ${thousand(steady)} then (${((steady * bytes) / records / 1e6).toFixed(0)} MB/s)`,
    );
  }
  lines.push(`  peak memory, all of them in one process: ${(result.peakMemory / 1e6).toFixed(0)} MB`);
  return lines.join('\n');
}

const thousand = (rate: number): string => `${(rate / 1000).toFixed(1)} thousand`;

function since(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

function read(log: Uint8Array, onRecord: (matches: number) => void, set: RuleSet): void {
  const reader = new EvtxReader((record) => onRecord(set.matchFact(record).length), { crc32, transient: true });
  for (let at = 0; at < log.length; at += 1 << 20) reader.push(log.subarray(at, at + (1 << 20)));
  reader.finish();
}

function sort(folders: readonly string[]): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const folder of [join(SAMPLES, 'evtx'), join(SAMPLES, 'sigma/regression'), ...folders]) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.evtx$/i.test(entry.name)) continue;
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      const name = kindOf(bytes);
      if (name === undefined) continue;
      const kind = kinds.get(name) ?? { files: [], bytes: 0 };
      kind.files.push(bytes);
      kinds.set(name, kind);
    }
  }
  for (const kind of kinds.values()) kind.bytes = joined(kind.files).length;
  return kinds;
}

function kindOf(bytes: Uint8Array): string | undefined {
  const counts = new Map<string, number>();
  const reader = new EvtxReader((record) => {
    const channel = record.get('Channel') ?? '';
    counts.set(channel, (counts.get(channel) ?? 0) + 1);
  });
  reader.push(bytes);
  reader.finish();
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (most === undefined) return undefined;
  return KINDS.find(([, channel]) => channel.test(most[0]))?.[0] ?? 'others';
}

/** One log that holds the chunks of all, without the unused ones. */
function joined(files: readonly Uint8Array[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (const file of files)
    for (let at = HEADER; at + CHUNK <= file.length; at += CHUNK) {
      const chunk = file.subarray(at, at + CHUNK);
      if (chunk[0] === 0x45 && chunk[3] === 0x43) chunks.push(chunk);
    }
  const [file = new Uint8Array(HEADER)] = files;
  const log = new Uint8Array(HEADER + chunks.length * CHUNK);
  log.set(file.subarray(0, HEADER));
  chunks.forEach((chunk, i) => {
    log.set(chunk, HEADER + i * CHUNK);
  });
  return log;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--seconds');
  const seconds = at < 0 ? 4 : Number(process.argv[at + 1]);
  const folders = process.argv.slice(2).filter((_, i) => at < 0 || (i + 2 !== at && i + 2 !== at + 1));
  const result = benchSigma(folders, seconds);
  console.log(
    result === undefined ? 'SKIPPED: this needs the Sigma samples beside the repository.' : tellSigma(result),
  );
}
