/** Benchmark data, made here: ordinary traffic and scanners, with a few exploit lines so that something is found. */

import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeZip } from '@allclear/evidence';
import { httpProxyLog, iisLog } from '../stream/index.js';

export interface BenchData {
  /** Folder with IIS logs of `fileBytes` each. */
  readonly iis: string;
  readonly httpProxy: string;
  /** The IIS logs, deflated, one member a log. */
  readonly zip: string;
  readonly iisBytes: number;
  readonly httpProxyBytes: number;
}

/** Several files, so that workers have something to share. */
const FILES = 4;

export async function makeData(folder: string, bytes: number): Promise<BenchData> {
  const each = Math.floor(bytes / FILES);
  const iis = join(folder, `iis-${bytes}`);
  const httpProxy = join(folder, `httpproxy-${bytes}`);
  const zip = join(folder, `iis-${bytes}.zip`);
  for (let i = 0; i < FILES; i++) {
    await write(iisPath(iis, i), () => withAttack(iisLog(`bench-${i}`, each), ATTACK_LINE));
    await write(proxyPath(httpProxy, i), () => httpProxyLog(`bench-${i}`, each));
  }
  await write(zip, () =>
    writeZip(
      Array.from({ length: FILES }, (_, i) => ({
        path: iisPath('', i).replaceAll('\\', '/').replace(/^\//, ''),
        modified: Date.UTC(2021, 2, 15),
        data: copies(withAttack(iisLog(`bench-${i}`, each), ATTACK_LINE)),
      })),
      { method: 'deflate' },
    ),
  );
  return {
    iis,
    httpProxy,
    zip,
    iisBytes: sizeOf(FILES, (i) => iisPath(iis, i)),
    httpProxyBytes: sizeOf(FILES, (i) => proxyPath(httpProxy, i)),
  };
}

/** One request of the wave, as it stands in public reports: so that a run finds something in every file. */
const ATTACK_LINE =
  '2021-03-29 06:49:46 192.0.2.10 POST /ecp/y.js - 443 - 203.0.113.77 python-requests/2.25.1 - 241 0 0 30\r\n';

function* withAttack(chunks: Iterable<Uint8Array>, line: string): Generator<Uint8Array> {
  yield* chunks;
  yield new TextEncoder().encode(line);
}

/** The generator reuses its buffer; an archive writer may hold on to what it is given. */
async function* copies(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield chunk.slice();
}

function iisPath(root: string, i: number): string {
  return join(root, 'C', 'inetpub', 'logs', 'LogFiles', 'W3SVC1', `u_ex21030${i + 1}.log`);
}

function proxyPath(root: string, i: number): string {
  return join(
    root,
    'C',
    'Program Files',
    'Microsoft',
    'Exchange Server',
    'V15',
    'Logging',
    'HttpProxy',
    'Owa',
    `HttpProxy_202103010${i}-1.LOG`,
  );
}

function sizeOf(files: number, path: (i: number) => string): number {
  return Array.from({ length: files }, (_, i) => statSync(path(i)).size).reduce((a, b) => a + b, 0);
}

async function write(path: string, chunks: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const stream = createWriteStream(`${path}.part`);
  for await (const chunk of chunks()) {
    // The generator reuses its buffer.
    if (!stream.write(Buffer.from(chunk))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  renameSync(`${path}.part`, path);
}
