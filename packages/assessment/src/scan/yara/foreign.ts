/** Asks YARA-X in a thread of its own: with a time limit that holds, and a new instance before the old one dies. */
import { Worker } from 'node:worker_threads';
import { type Externals, type ForeignRule, SCANS_OF_AN_INSTANCE } from '@allclear/detection';
import type { ForeignAnswer, ForeignQuestion } from './foreign-worker.js';

/** Milliseconds for the rules of one file; loading the engine and compiling the rules included. */
export const FOREIGN_TIME_LIMIT = 60_000;

const TOO_LONG = 'it took longer than the time limit';
const ENDED = 'the engine ended';

/** A reason that belongs to one file, not to the rule. */
export const isPassing = (reason: string): boolean => reason === TOO_LONG || reason === ENDED;

export class ForeignEngine {
  #worker: Worker | undefined;
  #scans = 0;
  #answered: ((answer: ForeignAnswer | string) => void) | undefined;

  constructor(
    private readonly timeLimit: number = FOREIGN_TIME_LIMIT,
    private readonly thread: URL = new URL('./foreign-worker.js', import.meta.url),
  ) {}

  /** For each rule: whether it matches, or why it could not be decided. Never rejects. */
  async decide(rules: readonly ForeignRule[], data: Uint8Array, externals: Externals): Promise<ForeignAnswer> {
    if (this.#scans + rules.length > SCANS_OF_AN_INSTANCE) await this.close();
    this.#scans += rules.length;
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const answer = await new Promise<ForeignAnswer | string>((resolve) => {
      const timer = setTimeout(() => resolve(TOO_LONG), this.timeLimit);
      this.#answered = (given) => {
        clearTimeout(timer);
        resolve(given);
      };
      const question: ForeignQuestion = { rules, data, externals };
      worker.postMessage(question);
    });
    this.#answered = undefined;
    if (typeof answer !== 'string') return answer;
    await this.close();
    return rules.map(() => answer);
  }

  #start(): Worker {
    const worker = new Worker(this.thread);
    const tell = (given: ForeignAnswer | string): void => {
      if (this.#worker === worker) this.#answered?.(given);
    };
    worker.on('message', (answer: ForeignAnswer) => tell(answer));
    worker.on('error', (error) => tell(error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => tell(ENDED));
    return worker;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#scans = 0;
    await worker?.terminate();
  }
}
