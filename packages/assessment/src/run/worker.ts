/** A worker thread: opens units of evidence, scans every file in them, sends reports home. */
import { parentPort, workerData } from 'node:worker_threads';
import { openUnit } from '@allclear/evidence';
import type { FileReport } from '../scan/file-report.js';
import { type ScannerOptions, scanFile } from '../scan/file-scanner.js';
import { SIGHTING_LIMITS } from '../scan/sighting-store.js';
import { ScanBench } from '../scan/table-scan.js';
import type { DetectedMatch } from './detect-match.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';
import { readLogs, StreamLogs } from './registry-logs.js';
import { compileContent } from './rules.js';

const PROGRESS_EVERY_BYTES = 8 << 20;
const MATCHES_A_MESSAGE = 500;

export async function work(setup: WorkerSetup, unit: Extract<ToWorker, { unit: unknown }>, scan: Scan): Promise<void> {
  const { index } = unit;
  const logs = unit.logs.length > 0 ? await readLogs(unit.logs, setup.open) : [];
  const stream = setup.mode === 'assess' && unit.unit.kind === 'stream' ? new StreamLogs() : undefined;
  const held: FileReport[] = [];
  for await (const opened of openUnit(unit.unit.locator, setup.open)) {
    const file = stream?.watch(opened) ?? opened;
    let matches: DetectedMatch[] = [];
    const report = await scanFile(file, {
      rules: scan.content.ruleSet,
      bench: scan.bench,
      metaOf: scan.content.metaOf,
      inspect: scan.inspect,
      openStreamed: scan.openStreamed,
      full: setup.mode === 'assess',
      companions: logs,
      onBytes: (bytes) => scan.progress(file.path, bytes),
      ...(setup.mode === 'detect'
        ? {
            onMatch: (_path, rules, event, place) => {
              for (const rule of rules) {
                const fields: Record<string, string> = {};
                for (const name of event.fieldNames()) {
                  const value = event.get(name);
                  if (value !== undefined) fields[name] = value.slice(0, SIGHTING_LIMITS.fieldLength);
                }
                matches.push({
                  ruleId: rule.rule.id,
                  time: event.time,
                  host: event.get('ServerHostName') ?? event.get('ServerName') ?? event.get('Computer'),
                  place,
                  fields,
                });
              }
              if (matches.length >= MATCHES_A_MESSAGE) {
                scan.send({ kind: 'matches', index, matches });
                matches = [];
              }
            },
          }
        : {}),
    });
    if (matches.length > 0) scan.send({ kind: 'matches', index, matches });
    if (stream?.needs(file.path)) held.push(report);
    else scan.send({ kind: 'report', index, report });
  }
  if (stream && held.length > 0) await completeHives(setup, unit, scan, stream, held);
}

/** Reads hives of a stream again whose transaction logs came after them. */
async function completeHives(
  setup: WorkerSetup,
  unit: Extract<ToWorker, { unit: unknown }>,
  scan: Scan,
  stream: StreamLogs,
  held: readonly FileReport[],
): Promise<void> {
  const { index } = unit;
  const waiting = new Map(held.map((report) => [report.path, report]));
  if (held.some((report) => stream.logsOf(report.path) !== undefined)) {
    for await (const file of openUnit(unit.unit.locator, setup.open)) {
      const companions = waiting.has(file.path) ? stream.logsOf(file.path) : undefined;
      if (companions === undefined) continue;
      const { content, bench, inspect } = scan;
      const options = { rules: content.ruleSet, bench, metaOf: content.metaOf, inspect, full: true, companions };
      waiting.set(file.path, await scanFile(file, options));
    }
  }
  for (const report of waiting.values()) scan.send({ kind: 'report', index, report });
}

interface Scan {
  readonly content: ReturnType<typeof compileContent>;
  readonly inspect: ScannerOptions['inspect'];
  readonly openStreamed?: ScannerOptions['openStreamed'];
  readonly bench: ScanBench;
  send(message: FromWorker): void;
  progress(file: string, bytes: number): void;
}

async function start(port: NonNullable<typeof parentPort>, setup: WorkerSetup): Promise<void> {
  const content = compileContent(setup.sigma);
  const send = (message: FromWorker): void => port.postMessage(message);
  let pending = 0;
  const scan: Scan = {
    content,
    ...(setup.mode === 'assess' ? await inspector(setup.baselines) : { inspect: undefined, openStreamed: undefined }),
    bench: new ScanBench(content.ruleSet),
    send,
    progress(file, bytes) {
      pending += bytes;
      if (pending < PROGRESS_EVERY_BYTES) return;
      send({ kind: 'progress', bytes: pending, file });
      pending = 0;
    },
  };
  port.on('message', (message: ToWorker) => {
    if ('stop' in message) {
      port.close();
      return;
    }
    work(setup, message, scan).then(
      () => {
        if (pending > 0) send({ kind: 'progress', bytes: pending, file: message.unit.path });
        pending = 0;
        send({ kind: 'done', index: message.index });
      },
      (error: unknown) =>
        send({ kind: 'failed', index: message.index, message: error instanceof Error ? error.message : String(error) }),
    );
  });
  send({ kind: 'ready' });
}

/** Loaded only where files are looked into: `detect` starts without it. */
async function inspector(
  baselines: WorkerSetup['baselines'],
): Promise<Pick<ScannerOptions, 'inspect' | 'openStreamed'>> {
  const [{ factContext, inspectFile }, { openStreamed }] = await Promise.all([
    import('../scan/fact-scan.js'),
    import('../scan/ntfs/streamed.js'),
  ]);
  const context = factContext(undefined, baselines);
  return {
    inspect: (file) => inspectFile(file, context),
    openStreamed: (artifact, windowsPath) => openStreamed(artifact, windowsPath, context),
  };
}

if (parentPort) await start(parentPort, workerData as WorkerSetup);
