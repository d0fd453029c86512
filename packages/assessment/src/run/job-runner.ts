/** Does jobs, one after the other, in whatever thread: opens units of evidence, scans every file in them, tells. */
import { type OpenOptions, openStretches, openUnit, type StretchReader } from '@allclear/evidence';
import type { FileReport } from '../scan/file-report.js';
import { type ScannerOptions, scanFile } from '../scan/file-scanner.js';
import { KnownRecords, LookAhead } from '../scan/look-ahead.js';
import { ScanBench } from '../scan/table-scan.js';
import { type DetectedMatch, detectedMatch } from './detect-match.js';
import type { FromWorker } from './protocol.js';
import { readLogs, StreamLogs } from './registry-logs.js';
import type { CompiledContent } from './rules.js';
import type { Job, LookJob, ScanJob } from './schedule.js';

const PROGRESS_EVERY_BYTES = 8 << 20;
const MATCHES_A_MESSAGE = 500;

export interface RunnerOptions {
  readonly mode: 'assess' | 'detect';
  readonly open: OpenOptions;
  readonly content: CompiledContent;
  readonly inspect: ScannerOptions['inspect'];
  readonly openStreamed?: ScannerOptions['openStreamed'];
  /** Reading ends early; for a thread that cannot be ended from outside. */
  readonly signal?: AbortSignal;
}

export class JobRunner {
  readonly #bench: ScanBench;
  #pending = 0;
  #looking: { readonly index: number; readonly file: StretchReader; readonly ahead: LookAhead } | undefined;

  constructor(
    private readonly options: RunnerOptions,
    private readonly send: (message: FromWorker) => void,
  ) {
    this.#bench = new ScanBench(options.content.ruleSet);
  }

  /** Ends with `done` or `failed`, whatever happens. */
  async run(job: Job): Promise<void> {
    try {
      if (job.kind === 'look') this.#look(job);
      else {
        this.#endLook();
        await this.#scan(job);
      }
      if (this.#pending > 0) this.send({ kind: 'progress', bytes: this.#pending, file: job.unit.path });
      this.#pending = 0;
      this.send({ kind: 'done' });
    } catch (error) {
      this.#endLook();
      this.send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #progress(file: string, bytes: number): void {
    this.#pending += bytes;
    if (this.#pending < PROGRESS_EVERY_BYTES) return;
    this.send({ kind: 'progress', bytes: this.#pending, file });
    this.#pending = 0;
  }

  #look({ unit, stretch, index }: LookJob): void {
    // What the stretches of one log have in common is compiled once.
    if (this.#looking?.index !== index) {
      this.#endLook();
      const file = openStretches(unit.locator);
      this.#looking = { index, file, ahead: new LookAhead(file, this.options.content.ruleSet) };
    }
    this.send({ kind: 'looked', notes: this.#looking.ahead.look(stretch) });
    this.#progress(unit.path, stretch.to - stretch.from);
  }

  #endLook(): void {
    this.#looking?.file.close();
    this.#looking = undefined;
  }

  async #scan(job: ScanJob): Promise<void> {
    const { index, unit } = job;
    const { mode, open, signal } = this.options;
    const companions = job.logs.length > 0 ? await readLogs(job.logs, open) : [];
    const stream = mode === 'assess' && unit.kind === 'stream' ? new StreamLogs() : undefined;
    const held: FileReport[] = [];
    const known = job.notes.length > 0 ? { known: new KnownRecords(job.notes) } : {};
    for await (const opened of openUnit(unit.locator, open)) {
      if (signal?.aborted) return;
      const file = stream?.watch(opened) ?? opened;
      let matches: DetectedMatch[] = [];
      const send = (): void => {
        if (matches.length > 0) this.send({ kind: 'matches', index, matches });
        matches = [];
      };
      const report = await scanFile(file, {
        ...this.#scanner(),
        ...known,
        companions,
        onBytes: (bytes) => {
          // What was looked at before has been counted.
          if (job.notes.length === 0) this.#progress(file.path, bytes);
          return signal?.aborted !== true;
        },
        ...(mode === 'detect'
          ? {
              onMatch: (_path, rules, event, place) => {
                for (const rule of rules) matches.push(detectedMatch(rule, event, place));
                if (matches.length >= MATCHES_A_MESSAGE) send();
              },
            }
          : {}),
      });
      send();
      if (stream?.needs(file.path)) held.push(report);
      else this.send({ kind: 'report', index, report });
    }
    if (stream && held.length > 0) await this.#completeHives(job, stream, held);
  }

  /** Reads hives of a stream again whose transaction logs came after them. */
  async #completeHives({ index, unit }: ScanJob, stream: StreamLogs, held: readonly FileReport[]): Promise<void> {
    const waiting = new Map(held.map((report) => [report.path, report]));
    if (held.some((report) => stream.logsOf(report.path) !== undefined)) {
      for await (const file of openUnit(unit.locator, this.options.open)) {
        const companions = waiting.has(file.path) ? stream.logsOf(file.path) : undefined;
        if (companions === undefined) continue;
        waiting.set(file.path, await scanFile(file, { ...this.#scanner(), companions }));
      }
    }
    for (const report of waiting.values()) this.send({ kind: 'report', index, report });
  }

  #scanner(): Pick<ScannerOptions, 'rules' | 'bench' | 'metaOf' | 'inspect' | 'openStreamed' | 'full'> {
    const { content, inspect, openStreamed, mode } = this.options;
    const full = mode === 'assess';
    return { rules: content.ruleSet, bench: this.#bench, metaOf: content.metaOf, inspect, openStreamed, full };
  }
}
