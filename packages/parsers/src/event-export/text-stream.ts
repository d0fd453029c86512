/** Bytes of an export as text, as they stream by: UTF-16 and UTF-8 by mark or by look, else the Western code page. */

/** Bytes that decide; Event Viewer marks UTF-16, tools of others mark nothing. */
const LOOK = 4096;

export class TextStream {
  #decoder: { decode(bytes?: Uint8Array, options?: { stream?: boolean }): string } | undefined;
  /** The first bytes, until there are enough to tell the encoding. */
  readonly #head = new Uint8Array(LOOK);
  #held = 0;

  /** Text of the next bytes; a character cut in two comes with the bytes that complete it. */
  push(chunk: Uint8Array): string {
    if (this.#decoder !== undefined) return this.#decoder.decode(chunk, { stream: true });
    const taken = Math.min(chunk.length, LOOK - this.#held);
    this.#head.set(chunk.subarray(0, taken), this.#held);
    this.#held += taken;
    if (this.#held < LOOK) return '';
    return this.#open() + this.push(chunk.subarray(taken));
  }

  finish(): string {
    const first = this.#decoder === undefined ? this.#open() : '';
    return first + (this.#decoder?.decode() ?? '');
  }

  #open(): string {
    const head = this.#head.subarray(0, this.#held);
    this.#decoder = new TextDecoder(encodingOf(head));
    return this.#decoder.decode(head, { stream: true });
  }
}

export type ExportEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** The encoding that the first bytes show; a multi-byte character cut at the end counts for nothing. */
export function encodingOf(head: Uint8Array): ExportEncoding {
  const [a, b] = head;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) if (head[i] === 0) i % 2 === 0 ? even++ : odd++;
  const few = head.length / 8;
  if (odd > few && even < odd / 8) return 'utf-16le';
  if (even > few && odd < even / 8) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}
