/** Decrypting an upload, in bounded memory. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Decrypter } from 'age-encryption';

/** @returns SHA-256 and size of what was encrypted. @throws on another key, and on an item that was changed or cut off */
export async function decryptFile(
  item: string,
  identity: string,
  to: FileHandle,
): Promise<{ sha256: string; size: number }> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const hash = createHash('sha256');
  let size = 0;
  const reader = (await decrypter.decrypt(webStream(createReadStream(item)))).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    hash.update(value);
    for (let from = 0; from < value.length; ) from += (await to.write(value, from, value.length - from)).bytesWritten;
    size += value.length;
  }
  return { sha256: hash.digest('hex'), size };
}

function webStream(source: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else if (value instanceof Uint8Array) controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
