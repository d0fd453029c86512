import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startFleet, type TestFleet } from '../testing/fleet.js';
import { buildApp } from './app.js';

let fleet: TestFleet;
const pages = mkdtempSync(join(tmpdir(), 'console-'));

beforeAll(async () => {
  mkdirSync(join(pages, 'assets'));
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(pages, 'assets', 'main-abc.js'), 'void 0;');
  fleet = await startFleet({ app: { console: pages } });
}, 180_000);
afterAll(async () => {
  await fleet?.stop();
  rmSync(pages, { recursive: true, force: true });
});

describe('the application', () => {
  it('sends headers that allow nothing inline and nothing from elsewhere', async () => {
    const { headers, body } = await fleet.app.inject({ url: '/' });
    expect(body).toBe('<!doctype html><title>console</title>');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|upgrade-insecure/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('serves the console: files, and the first page for its addresses', async () => {
    const deep = await fleet.app.inject({ url: '/organisations/x?tab=hosts', headers: { accept: 'text/html' } });
    expect([deep.statusCode, deep.body]).toEqual([200, '<!doctype html><title>console</title>']);
    const file = await fleet.app.inject({ url: '/assets/main-abc.js' });
    expect(file.headers['cache-control']).toContain('immutable');
    expect((await fleet.app.inject({ url: '/assets/none.js' })).statusCode).toBe(404);
    expect((await fleet.app.inject({ url: '/../../../etc/passwd' })).body).not.toContain('root:');
  });

  it('answers errors in one shape, and answers of the API are not kept', async () => {
    const answer = await fleet.app.inject({ url: '/api/v1/nothing' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({ error: { code: 'not-found', message: 'There is nothing at this address.' } });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('describes itself and is alive', async () => {
    expect((await fleet.app.inject({ url: '/api/openapi.json' })).json()).toMatchObject({ openapi: '3.1.0' });
    expect((await fleet.app.inject({ url: '/health' })).json()).toEqual({ status: 'ok' });
  });

  it('limits requests of one address', async () => {
    const app = await buildApp(fleet.services, { requestsPerMinute: 3 });
    const codes: number[] = [];
    for (let n = 0; n < 4; n++) codes.push((await app.inject({ url: '/api/openapi.json' })).statusCode);
    const last = await app.inject({ url: '/api/openapi.json' });
    await app.close();
    expect(codes).toEqual([200, 200, 200, 429]);
    expect(last.json()).toMatchObject({ error: { code: 'too-many' } });
  });

  it('insists on https when it is reached by it', async () => {
    const settings = { publicUrl: 'https://fleet.example' };
    const app = await buildApp({ ...fleet.services, settings });
    const { headers } = await app.inject({ url: '/' });
    await app.close();
    expect(headers['strict-transport-security']).toContain('max-age=31536000');
    expect(headers['content-security-policy']).toContain('upgrade-insecure-requests');
  });

  it('keeps blobs by their content', async () => {
    async function* bytes(text: string) {
      yield Buffer.from(text);
    }
    const { blobs } = fleet.services;
    const one = await blobs.put(bytes('same'));
    expect(await blobs.put(bytes('same'))).toEqual(one);
    expect(one).toEqual({ sha256: '0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5', size: 4 });
    const back: Uint8Array[] = [];
    for await (const chunk of blobs.get(one.sha256)) back.push(chunk);
    expect(Buffer.concat(back).toString()).toBe('same');
    expect(await blobs.has('0'.repeat(64))).toBe(false);
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('the line broke');
    }
    await expect(blobs.put(broken())).rejects.toThrow('the line broke');
    expect(() => blobs.path('../../etc/passwd')).toThrow();
  });

  it('does jobs, a failed one again; of equal keys one waits', async () => {
    const seen: unknown[] = [];
    await fleet.jobs.send('test', { n: 1 }, { key: 'k' });
    await fleet.jobs.send('test', { n: 2 }, { key: 'k' });
    await fleet.jobs.send('test', { n: 3 });
    await fleet.jobs.work('test', async (data) => {
      seen.push(data.n);
      if (seen.length === 1) throw new Error('the first try fails');
    });
    await expect.poll(() => seen.length, { timeout: 30_000 }).toBe(3);
    expect([...seen].sort()).toEqual(expect.arrayContaining([1, 3]));
    expect(seen).not.toContain(2);
    const states = await fleet.database.asOwner((t) =>
      t.rows(z.object({ state: z.string() }), "select state::text as state from pgboss.job where name = 'test'"),
    );
    expect(states).toHaveLength(2);
  }, 60_000);
});
