/** Lines of what is sent to us, compressed or not: in bounded memory, however long it goes on. */
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HttpError } from './errors.js';

export interface LineLimits {
  /** Bytes of one line. */
  readonly line: number;
  /** Bytes altogether, uncompressed. */
  readonly total: number;
}

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** Lines without their ends; empty ones are left out. @throws HttpError 413 past the limits, 400 for broken compression */
export async function* linesOf(content: AsyncIterable<Uint8Array>, limits: LineLimits): AsyncGenerator<Line> {
  let number = 0;
  let pieces: Uint8Array[] = [];
  let length = 0;
  let total = 0;
  for await (const chunk of uncompressed(content)) {
    total += chunk.length;
    if (total > limits.total) throw new HttpError(413, 'too-large', 'That is more than is taken at once.');
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      pieces.push(chunk.subarray(from, end));
      from = end + 1;
      number++;
      const bytes = joined(pieces);
      pieces = [];
      length = 0;
      if (bytes.length > limits.line)
        throw new HttpError(413, 'too-large', `Line ${number} is longer than ${limits.line} bytes.`);
      if (bytes.length > 0) yield { number, bytes };
    }
    if (from === chunk.length) continue;
    // The chunk may be reused by its giver.
    pieces.push(Uint8Array.from(chunk.subarray(from)));
    length += chunk.length - from;
    if (length > limits.line)
      throw new HttpError(413, 'too-large', `Line ${number + 1} is longer than ${limits.line} bytes.`);
  }
  const last = joined(pieces);
  if (last.length > 0) yield { number: number + 1, bytes: last };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  const bytes = pieces.length === 1 && first ? first : Buffer.concat(pieces);
  return bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes;
}

/** Gzip is told by its first two bytes, not by what the sender says. */
async function* uncompressed(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = content[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < 2) {
    const next = await source.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  };
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* rest();
    return;
  }
  const { Readable: From } = await import('node:stream');
  const input: Readable = From.from(rest(), { objectMode: false });
  const output = createGunzip();
  input.on('error', (error) => output.destroy(error));
  input.pipe(output);
  try {
    for await (const chunk of output) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw new HttpError(400, 'invalid', 'The compressed data is broken.');
    throw error;
  } finally {
    output.destroy();
    input.destroy();
  }
}
