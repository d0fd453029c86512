import { createGzip } from 'node:zlib';

/** Packs a stream with gzip; the header carries no time and no name, so equal content gives equal bytes. */
export async function* writeGzip(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGzip();
  const fed = (async () => {
    for await (const chunk of chunks) await new Promise<void>((done) => stream.write(chunk, () => done()));
    stream.end();
  })();
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  await fed;
}
