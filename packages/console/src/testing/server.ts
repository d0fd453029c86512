/** The built console with canned answers behind it, under the same security policy as the real server's. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import * as canned from './canned.js';

/** As the server sends it (packages/fleet/src/server/headers.ts). */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
};

export interface CannedServer {
  readonly url: string;
  /** Bodies of finished uploads. */
  readonly uploads: Uint8Array[];
  /** Requests that changed something: `POST /tasks/…/approve`. */
  readonly changes: string[];
  close(): Promise<void>;
}

interface State {
  signedIn: boolean;
  readonly recipient: string;
  readonly uploads: Uint8Array[];
  readonly receipts: { name: string; size: number; sha256: string; received: string }[];
  readonly changes: string[];
  current: { name: string; length: number; body: Buffer } | undefined;
  /** Connections that are cut in the middle of an upload, to see it go on. */
  cuts: number;
}

export async function startCanned(
  folder: string,
  options: { readonly recipient: string; readonly signedIn?: boolean; readonly sha256: (bytes: Uint8Array) => string },
): Promise<CannedServer> {
  const state: State = {
    signedIn: options.signedIn ?? true,
    recipient: options.recipient,
    uploads: [],
    receipts: [],
    changes: [],
    current: undefined,
    cuts: 1,
  };
  const server: Server = createServer((request, response) => {
    response.setHeader('content-security-policy', POLICY);
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/api/v1')) void answer(state, options.sha256, request, response, url);
    else file(folder, response, url.pathname);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    uploads: state.uploads,
    changes: state.changes,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function file(folder: string, response: ServerResponse, path: string): void {
  const asked = join(folder, path);
  const known = path !== '/' && !path.includes('..') && extname(path) !== '' && existsSync(asked);
  const found = known ? asked : join(folder, 'index.html');
  response.setHeader('content-type', TYPES[extname(found)] ?? 'application/octet-stream');
  response.end(readFileSync(found));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

/** As the real API: a cursor into a list that is made up row by row. */
function organisations(url: URL): unknown {
  const all = 30_000;
  const start = Number(url.searchParams.get('cursor') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 50);
  const end = Math.min(all, start + limit);
  return {
    items: Array.from({ length: end - start }, (_, index) => canned.organisationRow(start + index)),
    ...(end < all ? { next: String(end) } : {}),
  };
}

const reading = (url: URL, state: State): Readonly<Record<string, unknown>> => ({
  '/me': canned.me,
  '/board': canned.board,
  '/trend': canned.trend,
  '/organisations': organisations(url),
  '/organisations/count': { matching: 30_000, all: 30_000 },
  [`/organisations/${canned.id(1)}`]: canned.organisationDetail,
  [`/organisations/${canned.id(1)}/contacts`]: canned.contacts,
  [`/organisations/${canned.id(1)}/timeline`]: canned.timeline,
  '/hosts': canned.hosts,
  [`/hosts/${canned.id(2)}`]: canned.hostDetail,
  [`/hosts/${canned.id(2)}/assessments`]: canned.assessments,
  [`/assessments/${canned.id(6)}`]: canned.assessment,
  '/uploads': canned.evidence,
  '/tasks': url.searchParams.get('state') === 'approved' ? { items: [] } : canned.tasks,
  '/campaigns': canned.campaigns,
  [`/campaigns/${canned.id(20)}`]: canned.campaign,
  '/notices/batches': { items: canned.batches },
  '/notices/templates': canned.templates,
  [`/notices/batches/${canned.id(30)}`]: canned.batches[0],
  [`/notices/batches/${canned.id(31)}`]: canned.batches[1],
  [`/notices/batches/${canned.id(30)}/preview`]: canned.preview,
  [`/notices/batches/${canned.id(30)}/notices`]: { items: [] },
  [`/notices/batches/${canned.id(31)}/notices`]: canned.notices,
  '/audit': canned.audit,
  '/audit/verify': { intact: true, rows: 120 },
  '/upload/good-token': canned.uploadInfo(state.recipient),
  '/upload/good-token/receipt': { files: state.receipts },
  '/notice/verify': {
    genuine: url.searchParams.get('code') === '7F3K-92QD',
    sentOn: '2021-03-09T08:01:00Z',
    authority: canned.me.authority.name,
  },
});
const CHANGES: Readonly<Record<string, unknown>> = {
  '/login': { next: 'totp', csrf: 'c' },
  '/setup/start': canned.setupInfo,
  '/notice/opt-out': { done: true },
  '/check/source': { address: '198.51.100.7', observations: [] },
  '/check': { message: 'If we know something about it, the contact on record gets a message within an hour.' },
  '/notices/preview': canned.preview,
  '/upload-links': {
    id: canned.id(77),
    link: 'https://fleet.example/upload#one-time-token',
    expires: '2021-03-26T00:00:00Z',
  },
};
const PUBLIC = /^\/(login|setup|check|notice|upload)\b/;

async function answer(
  state: State,
  sha256: (bytes: Uint8Array) => string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.slice('/api/v1'.length);
  if (!state.signedIn && !PUBLIC.test(path))
    return json(response, { error: { code: 'not-signed-in', message: 'Please sign in.' } }, 401);
  if (path.startsWith('/upload/good-token/files')) return tus(state, sha256, request, response, path);
  if (request.method !== 'GET') {
    await bodyOf(request);
    state.changes.push(`${request.method} ${path}`);
    if (path === '/login/totp') state.signedIn = true;
    return json(response, CHANGES[path] ?? { done: true });
  }
  const found = reading(url, state)[path];
  if (found === undefined)
    return json(response, { error: { code: 'not-found', message: 'There is no such thing.' } }, 404);
  json(response, found);
}

/** So much of tus 1.0 as a client needs: creation, HEAD, PATCH. */
async function tus(
  state: State,
  sha256: (bytes: Uint8Array) => string,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  response.setHeader('tus-resumable', '1.0.0');
  if (request.method === 'POST') {
    const encoded = /filename ([A-Za-z0-9+/=]+)/.exec(String(request.headers['upload-metadata'] ?? ''))?.[1] ?? '';
    const length = Number(request.headers['upload-length']);
    state.current = { name: Buffer.from(encoded, 'base64').toString(), length, body: Buffer.alloc(0) };
    response.setHeader('location', `/api/v1${path}/one`);
    response.statusCode = 201;
    response.end();
    return;
  }
  const { current } = state;
  if (current === undefined) return json(response, {}, 404);
  if (request.method === 'PATCH') {
    const body = await bodyOf(request);
    if (Number(request.headers['upload-offset']) !== current.body.length) return json(response, {}, 409);
    if (state.cuts > 0) {
      // Half of the piece arrives, then the line is gone.
      state.cuts--;
      current.body = Buffer.concat([current.body, body.subarray(0, body.length >> 1)]);
      request.socket.destroy();
      return;
    }
    current.body = Buffer.concat([current.body, body]);
    if (current.body.length === current.length) {
      state.uploads.push(current.body);
      state.receipts.push({
        name: current.name,
        size: current.length,
        sha256: sha256(current.body),
        received: '2021-03-12T08:00:00Z',
      });
    }
    response.statusCode = 204;
  } else response.setHeader('upload-length', String(current.length));
  response.setHeader('upload-offset', String(current.body.length));
  response.end();
}
