import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type RunningServer, serve } from './serve.js';
import { ServeError } from './serve-error.js';

const data = mkdtempSync(join(tmpdir(), 'serve-'));
let running: RunningServer | undefined;
afterAll(async () => {
  await running?.stop();
  rmSync(data, { recursive: true, force: true });
});

const start = (): Promise<RunningServer> => serve({ data, port: 0 });
const open = (address: string, link: string | undefined): Promise<Response> =>
  fetch(`${address}/api/v1/setup/start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link?.split('#')[1] }),
  });

describe('serve', () => {
  it('starts with nothing, gives a link for the first administrator, and a new one after a restart', async () => {
    running = await start();
    expect(await (await fetch(`${running.address}/health`)).json()).toEqual({ status: 'ok' });
    const first = running.setupLink;
    expect(first).toMatch(/^http:\/\/localhost:\d+\/setup#/);
    expect((await open(running.address, first)).status).toBe(200);
    const { authority } = running;
    await running.stop();
    running = await start();
    expect(running.authority).toBe(authority);
    expect((await open(running.address, first)).status).toBe(404);
    expect((await open(running.address, running.setupLink)).status).toBe(200);
  }, 180_000);

  it('refuses a second server on its folder, a port that is taken and a database out of reach, in one sentence', async () => {
    await expect(start()).rejects.toThrow(ServeError);
    const other = mkdtempSync(join(tmpdir(), 'serve-'));
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const address = taken.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    await expect(serve({ data: other, port })).rejects.toThrow(/Port \d+ of 127\.0\.0\.1 is taken/);
    await new Promise((closed) => taken.close(closed));
    const databaseUrl = `postgres://nobody:x@127.0.0.1:${port}/none`;
    await expect(serve({ data: other, port: 0, databaseUrl })).rejects.toThrow(/out of reach/);
    rmSync(other, { recursive: true, force: true });
  }, 180_000);
});
