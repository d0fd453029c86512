/** Items of the container: age-encrypted files, written aside, synced, then named. */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import { syncFolder } from './journal.js';

export type Lock = { readonly recipients: readonly string[] } | { readonly password: string };
export type Key = { readonly identities: readonly string[] } | { readonly password: string };

/** A new age identity, and the recipient that others encrypt to. */
export async function newIdentity(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateIdentity();
  return { identity, recipient: await identityToRecipient(identity) };
}

export interface Sealed {
  readonly size: number;
  readonly sha256: string;
  readonly itemSha256: string;
}

/** Encrypts what the open file holds into `to`. @throws on a recipient that is none, and on a full disk; no half item stays. */
export async function seal(from: AsyncIterable<Uint8Array>, to: string, lock: Lock): Promise<Sealed> {
  const encrypter = new Encrypter();
  if ('password' in lock) encrypter.setPassphrase(lock.password);
  else for (const recipient of lock.recipients) encrypter.addRecipient(recipient);
  const plain = createHash('sha256');
  let size = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of from) {
      plain.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const cipher = createHash('sha256');
  const part = `${to}.part`;
  const file = openSync(part, 'w', 0o600);
  try {
    const stream = await encrypter.encrypt(webStream(counted()));
    for await (const chunk of chunks(stream)) {
      cipher.update(chunk);
      writeAll(file, chunk);
    }
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(part, { force: true });
    throw error;
  }
  closeSync(file);
  const itemSha256 = cipher.digest('hex');
  if ((await fileSha256(part)) !== itemSha256) {
    rmSync(part, { force: true });
    throw new Error(`${to}: what was written cannot be read back`);
  }
  renameSync(part, to);
  syncFolder(dirname(to));
  return { size, sha256: plain.digest('hex'), itemSha256 };
}

/** Decrypts an item into the open file. @throws on a wrong key and on a changed item. */
export async function unseal(item: string, key: Key, to: number): Promise<{ size: number; sha256: string }> {
  const decrypter = new Decrypter();
  if ('password' in key) decrypter.addPassphrase(key.password);
  else for (const identity of key.identities) decrypter.addIdentity(identity);
  const plain = createHash('sha256');
  let size = 0;
  const stream = await decrypter.decrypt(webStream(createReadStream(item)));
  for await (const chunk of chunks(stream)) {
    plain.update(chunk);
    size += chunk.length;
    writeAll(to, chunk);
  }
  return { size, sha256: plain.digest('hex') };
}

export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

function writeAll(file: number, chunk: Uint8Array): void {
  let written = 0;
  while (written < chunk.length) written += writeSync(file, chunk, written, chunk.length - written);
}

function webStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
