/** Asks YARA-X in a thread of its own: with a time limit that holds, and a new instance before the old one dies. */
import { Worker } from 'node:worker_threads';
import { type Externals, type ForeignRule, SCANS_OF_AN_INSTANCE } from '@allclear/detection';
import type { ForeignAnswer, ForeignQuestion } from './foreign-worker.js';

/** Milliseconds for the rules of one file; loading the engine and compiling the rules included. */
export const FOREIGN_TIME_LIMIT = 60_000;

export class ForeignEngine {
  #worker: Worker | undefined;
  #scans = 0;

  constructor(private readonly timeLimit: number = FOREIGN_TIME_LIMIT) {}

  /** For each rule: whether it matches, or why it could not be decided. Never rejects. */
  async decide(rules: readonly ForeignRule[], data: Uint8Array, externals: Externals): Promise<ForeignAnswer> {
    if (this.#scans + rules.length > SCANS_OF_AN_INSTANCE) await this.close();
    this.#scans += rules.length;
    this.#worker ??= new Worker(new URL('./foreign-worker.js', import.meta.url));
    const worker = this.#worker;
    const failed = (reason: string): ForeignAnswer => rules.map(() => reason);
    return new Promise((resolve) => {
      const done = (answer: ForeignAnswer, end: boolean): void => {
        clearTimeout(timer);
        worker.removeAllListeners();
        if (!end) resolve(answer);
        else void this.close().then(() => resolve(answer));
      };
      const timer = setTimeout(() => done(failed('it took longer than the time limit'), true), this.timeLimit);
      worker.on('message', (answer: ForeignAnswer) => done(answer, false));
      worker.on('error', (error) => done(failed(error instanceof Error ? error.message : String(error)), true));
      worker.on('exit', () => done(failed('the engine ended'), true));
      const question: ForeignQuestion = { rules, data, externals };
      worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#scans = 0;
    await worker?.terminate();
  }
}
