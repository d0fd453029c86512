/** The thread in which YARA-X decides single rules. It is ended when it takes too long and after a number of scans. */
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { type Externals, type ForeignRule, YaraX, yaraXLocation } from '@allclear/detection';

export interface ForeignQuestion {
  readonly rules: readonly ForeignRule[];
  readonly data: Uint8Array;
  readonly externals: Externals;
}

/** For each rule: whether it matches, or why it could not be asked. */
export type ForeignAnswer = readonly (boolean | string)[];

const port = parentPort;
if (port) {
  const engine = await YaraX.load(new Uint8Array(readFileSync(new URL(yaraXLocation()))));
  port.on('message', ({ rules, data, externals }: ForeignQuestion) => {
    const answer: ForeignAnswer = rules.map((rule) => engine.decide(rule, data, externals));
    port.postMessage(answer);
  });
}
