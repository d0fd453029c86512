/**
 * Event logs: records a second of processor time where only event ids are wanted and where all values are decoded,
 * and how that compares with evtxexport (Debian: libevtx-utils) on the same file. Data: the chunks of the real
 * security and system logs among the samples, again and again; without the samples, of logs made here.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { type BuiltEvent, buildEvtx, EvtxReader, type EvtxRecord } from '@allclear/parsers';
import { canMeasure, has, interleave } from './measure.js';

export interface EvtxBench {
  readonly bytes: number;
  readonly records: number;
  /** Per second of processor time. */
  readonly eventIds: number;
  readonly allValues: number;
  /** Records a second of evtxexport, as XML to nowhere; undefined where it is not installed. */
  readonly evtxexport: number | undefined;
}

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/evtx/parser-cases', import.meta.url));
const HEADER = 4096;
const CHUNK = 65_536;
const ROUNDS = 5;

/** @param folder for the log that is measured. */
export function benchEvtx(folder: string, megabytes = 64): EvtxBench {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'events.evtx');
  const log = makeLog(megabytes * 1_000_000);
  writeFileSync(path, log);
  let found = 0;
  const records = count(log);
  const eventIds = best(log, (record) => {
    if (record.eventId === '4624') found++;
  });
  const allValues = best(log, (record) => {
    for (const [, value] of record.entries()) found += value.length;
  });
  if (found === 0) throw new Error('nothing was read');
  let evtxexport: number | undefined;
  if (has('evtxexport') && canMeasure()) {
    const [run] = interleave([{ command: ['evtxexport', '-f', 'xml', path] }], 1);
    if (run !== undefined && run.cpu > 0 && run.exitCode === 0) evtxexport = records / run.cpu;
  }
  return { bytes: log.length, records, eventIds, allValues, evtxexport };
}

export function tellEvtx(bench: EvtxBench): string {
  const rate = (n: number): string => `${Math.round(n / 1000)} thousand records/s`;
  const lines = [
    `Event logs (${(bench.bytes / 1e6).toFixed(0)} MB, ${bench.records} records), a second of processor time:`,
    `  event ids only      ${rate(bench.eventIds)}`,
    `  all values decoded  ${rate(bench.allValues)}`,
  ];
  if (bench.evtxexport === undefined)
    lines.push('  evtxexport is not installed: no comparison (Debian: libevtx-utils)');
  else
    lines.push(`  evtxexport          ${rate(bench.evtxexport)}: ${(bench.allValues / bench.evtxexport).toFixed(1)} ×`);
  return lines.join('\n');
}

function read(log: Uint8Array, onRecord: (record: EvtxRecord) => void): void {
  const reader = new EvtxReader(onRecord, { crc32 });
  for (let at = 0; at < log.length; at += 1 << 20) reader.push(log.subarray(at, at + (1 << 20)));
  reader.finish();
}

function count(log: Uint8Array): number {
  let records = 0;
  read(log, () => {
    records++;
  });
  return records;
}

function best(log: Uint8Array, look: (record: EvtxRecord) => void): number {
  let fastest = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let records = 0;
    const started = process.cpuUsage();
    read(log, (record) => {
      records++;
      look(record);
    });
    const { user, system } = process.cpuUsage(started);
    fastest = Math.max(fastest, records / ((user + system) / 1e6));
  }
  return fastest;
}

/** A valid log of about that size. */
function makeLog(bytes: number): Uint8Array {
  const chunks = sampleChunks();
  const times = Math.min(Math.max(Math.floor(bytes / CHUNK), 1), 65_000);
  const log = new Uint8Array(HEADER + times * CHUNK);
  log.set(buildEvtx().subarray(0, HEADER));
  for (let i = 0; i < times; i++) log.set(chunks[i % chunks.length] ?? new Uint8Array(), HEADER + i * CHUNK);
  const view = new DataView(log.buffer);
  view.setUint16(42, times, true);
  view.setUint32(124, crc32(log.subarray(0, 120)), true);
  return log;
}

function sampleChunks(): Uint8Array[] {
  const files = existsSync(SAMPLES)
    ? readdirSync(SAMPLES).filter((name) => /^(security|system)\.evtx$/.test(name))
    : [];
  const logs = files.length > 0 ? files.map((name) => readFileSync(join(SAMPLES, name))) : [madeLog()];
  return logs.flatMap((log) => {
    const chunks: Uint8Array[] = [];
    for (let at = HEADER; at + CHUNK <= log.length; at += CHUNK) {
      const chunk = log.subarray(at, at + CHUNK);
      if (chunk[0] === 0x45 && chunk[3] === 0x43) chunks.push(chunk);
    }
    return chunks;
  });
}

function madeLog(): Uint8Array {
  const event = (n: number): BuiltEvent => ({
    record: n + 1,
    time: Date.UTC(2021, 2, 3) + n * 1000,
    eventId: n % 5 === 0 ? 4624 : 4634,
    provider: 'Microsoft-Windows-Security-Auditing',
    channel: 'Security',
    computer: 'mail01.example.com',
    data: [
      ['TargetUserName', `user${n}`],
      ['LogonType', 3],
      ['IpAddress', `192.0.2.${n % 250}`],
    ],
  });
  return buildEvtx(Array.from({ length: 80 }, (_, n) => event(n)));
}
