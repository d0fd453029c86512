/** Looks for texts in a raw line before a record is made of it. */
import { FOLD } from '../../prefilter/fold.js';

const PERCENT = 0x25;

export class RawLine {
  /** A byte outside ASCII: what it is once decoded and in lower case is not known here. */
  readonly foreign: boolean;
  readonly percent: boolean;

  constructor(
    private readonly block: Uint8Array,
    private readonly start: number,
    private readonly end: number,
  ) {
    let bits = 0;
    let percent = false;
    for (let i = start; i < end; i++) {
      const byte = block[i] ?? 0;
      bits |= byte;
      if (byte === PERCENT) percent = true;
    }
    this.foreign = bits >= 0x80;
    this.percent = percent;
  }

  /** Whether the line holds a folded text, in any ASCII case. */
  has(text: Uint8Array): boolean {
    const { block } = this;
    const first = text[0];
    for (let at = this.start, last = this.end - text.length; at <= last; at++) {
      if (FOLD[block[at] ?? 0] !== first) continue;
      let k = 1;
      while (k < text.length && FOLD[block[at + k] ?? 0] === text[k]) k++;
      if (k >= text.length) return true;
    }
    return false;
  }
}
