/** The sender's side: encrypting to the case key, and sending by a link, going on where a broken connection left off. */
import { createHash } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Encrypter } from 'age-encryption';
import { z } from 'zod';
import { UploadInfo, UploadReceipt } from '../api/evidence.js';

/** Bytes of one request. */
const CHUNK = 8_000_000;
const TRIES = 6;
/** ms; doubled each time. */
const PAUSE = 1_000;

export class SendError extends Error {}

/** Encrypts a stream into a file that appears when it is whole. @throws on a recipient that is none */
export async function encryptTo(
  recipients: readonly string[],
  content: AsyncIterable<Uint8Array>,
  path: string,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const iterator = content[Symbol.asyncIterator]();
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  const part = `${path}.${process.pid}.part`;
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(part, 'w', 0o600);
  try {
    const reader = (await encrypter.encrypt(source)).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      hash.update(value);
      size += value.length;
      for (let from = 0; from < value.length; )
        from += (await file.write(value, from, value.length - from)).bytesWritten;
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
  await file.close();
  await rename(part, path);
  return { size, sha256: hash.digest('hex') };
}

/** `https://fleet.example/upload#TOKEN`, as it was sent to the person: where its API is. */
export function apiOfLink(link: string): string {
  let url: URL;
  try {
    url = new URL(link);
  } catch {
    throw new SendError('that is no address; give the link as you got it.');
  }
  const base = /^(.*)\/upload\/?$/.exec(url.pathname)?.[1];
  const token = /^#([A-Za-z0-9._-]{1,200})$/.exec(url.hash)?.[1];
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (base === undefined || token === undefined || (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)))
    throw new SendError('that is no upload link (https://…/upload#…); give it as you got it, in quotes.');
  return `${url.origin}${base}/api/v1/upload/${token}`;
}

export async function linkInfo(link: string): Promise<z.infer<typeof UploadInfo>> {
  return UploadInfo.parse(await (await request(apiOfLink(link))).json());
}

/** @returns the server's receipt for this file. @throws SendError */
export async function sendByLink(
  link: string,
  path: string,
  progress?: (sent: number, of: number) => void,
): Promise<z.infer<typeof UploadReceipt>['files'][number]> {
  const api = apiOfLink(link);
  const { size } = await stat(path);
  const made = await request(`${api}/files`, {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(size),
      'upload-metadata': `filename ${Buffer.from(basename(path)).toString('base64')}`,
    },
  });
  const location = new URL(made.headers.get('location') ?? '', api).toString();
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    for (let offset = 0, tries = 0; offset < size; ) {
      progress?.(offset, size);
      const chunk = Buffer.alloc(Math.min(CHUNK, size - offset));
      await file.read(chunk, 0, chunk.length, offset);
      try {
        const answer = await request(location, {
          method: 'PATCH',
          headers: { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
          body: chunk,
        });
        offset = Number(answer.headers.get('upload-offset') ?? offset + chunk.length);
        tries = 0;
      } catch (error) {
        if (error instanceof SendError || ++tries >= TRIES) throw error;
        await wait(PAUSE * 2 ** tries);
        offset = await received(location, size);
      }
    }
    for (let at = 0; at < size; ) {
      const chunk = Buffer.alloc(CHUNK);
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
  const sha256 = hash.digest('hex');
  const receipt = UploadReceipt.parse(await (await request(`${api}/receipt`)).json());
  const entry = receipt.files.find((f) => f.sha256 === sha256);
  if (!entry) throw new SendError('the server has no receipt with the hash of what was sent; send it again.');
  return entry;
}

/** A server that no longer knows the upload has finished it before its answer was lost, or has lost it: the receipt tells which. */
async function received(location: string, size: number): Promise<number> {
  try {
    const head = await request(location, { method: 'HEAD', headers: TUS });
    return Number(head.headers.get('upload-offset') ?? 0);
  } catch (error) {
    if (error instanceof SendError) return size;
    throw error;
  }
}

const TUS = { 'tus-resumable': '1.0.0' };
const Refusal = z.object({ error: z.object({ message: z.string() }) });

/** @throws SendError for what the server refuses; other errors (no connection, 5xx) may pass */
async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...init, redirect: 'error' });
  if (answer.ok) return answer;
  const text = await answer.text();
  if (answer.status >= 500 || answer.status === 409 || answer.status === 423)
    throw new Error(`the server answers ${answer.status}`);
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    said = undefined;
  }
  const refusal = Refusal.safeParse(said);
  throw new SendError(refusal.success ? refusal.data.error.message : `the server answers ${answer.status}.`);
}
