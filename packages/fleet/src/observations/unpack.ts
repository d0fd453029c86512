/** Content as it came or out of gzip (told by its first bytes), up to a limit. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HttpError } from '../server/errors.js';

/** Bytes of one import, unpacked. */
export const MOST_BYTES = 2_000_000_000;

/** @throws HttpError 413 past the limit, 400 for broken compression */
export async function* unpacked(content: AsyncIterable<Uint8Array>, most = MOST_BYTES): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of plain(content)) {
    total += chunk.length;
    if (total > most) throw new HttpError(413, 'too-large', 'That is more than is taken at once.');
    yield chunk;
  }
}

async function* plain(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = content[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done === true) return;
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    yield first.value;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  };
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* rest();
    return;
  }
  const input = Readable.from(rest(), { objectMode: false });
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
