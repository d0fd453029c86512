import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Assessment } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptyAssessment, shellFinding } from '../testing/assessment.js';
import { type Client, startFleet, type TestFleet } from '../testing/fleet.js';
import { takeInBulk } from './bulk.js';
import { bundleFolderLines } from './bundle-folder.js';
import { sweep } from './watch.js';

let fleet: TestFleet;
let analyst: Client;
let town: string;
let village: string;
const folder = mkdtempSync(join(tmpdir(), 'bulk-'));

beforeAll(async () => {
  fleet = await startFleet();
  analyst = await fleet.signIn('analyst');
  const register = [
    '{"id":"town","name":"Town","domains":["town.example"]}',
    '{"id":"village","name":"Village","domains":["village.example","mail.town.example"]}',
  ].join('\n');
  await analyst.inject({
    method: 'POST',
    url: '/api/v1/organisations/import',
    payload: register,
    headers: { 'content-type': 'application/jsonl' },
  });
  const rows = await fleet.database.withTenant(fleet.system(), (t) =>
    t.rows(z.object({ id: z.string() }), 'select id from organisation order by name'),
  );
  [town = '', village = ''] = rows.map((r) => r.id);
}, 180_000);
afterAll(async () => {
  await fleet?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const like = (host: string, at = '', cleaned: 'no' | 'verified' = 'no'): Assessment =>
  emptyAssessment(
    host,
    { patched: 'no', compromised: at === '' ? 'no-sign' : 'confirmed', cleaned: at === '' ? 'not-needed' : cleaned },
    at === '' ? [] : [shellFinding(at)],
  );
const send = (client: Client, lines: readonly unknown[], query = '') =>
  client.inject({
    method: 'POST',
    url: `/api/v1/intake/bulk${query}`,
    payload: gzipSync(lines.map((l) => (typeof l === 'string' ? l : JSON.stringify(l))).join('\n')),
    headers: { 'content-type': 'application/gzip' },
  });
const hosts = (organisation: string): Promise<string[]> =>
  fleet.database.withTenant(fleet.system(), async (t) =>
    (
      await t.rows(z.object({ name: z.string() }), 'select name from host where organisation_id = $1 order by name', [
        organisation,
      ])
    ).map((r) => r.name),
  );

describe('many assessments at once', () => {
  it('find their organisation by envelope, query or the longest domain; each refusal has its line and reason', async () => {
    const lines = [
      { organisation: 'town', assessment: like('a.elsewhere.example') },
      { organisation: village, assessed: '2021-03-09T00:00:00Z', assessment: like('b.elsewhere.example') },
      like('c.town.example'),
      like('d.mail.town.example'),
      like('e.unknown.example'),
      '{"schemaVersion":"1.0"}',
      '{"half',
      { organisation: 'nobody', assessment: like('f.town.example') },
    ];
    const answer = await send(analyst, lines);
    expect(answer.json(), answer.body).toMatchObject({
      lines: 8,
      taken: 4,
      refusedCount: 4,
      refused: [
        { line: 5, problem: expect.stringContaining('e.unknown.example') },
        { line: 6, problem: expect.stringContaining('not an assessment') },
        { line: 7, problem: 'not JSON' },
        { line: 8, problem: expect.stringContaining('nobody') },
      ],
    });
    expect(await hosts(town)).toEqual(['a.elsewhere.example', 'c.town.example']);
    expect(await hosts(village)).toEqual(['b.elsewhere.example', 'd.mail.town.example']);
    expect((await send(analyst, lines)).json()).toMatchObject({ taken: 0, known: 4 });
    expect((await send(analyst, [like('g.unknown.example')], `?organisation=${town}`)).json()).toMatchObject({
      taken: 1,
    });
  });

  it('of one host in one batch follow each other: entered, verified clean, entered again', async () => {
    const of = (at: string, cleaned: 'no' | 'verified', assessed: string) => ({
      organisation: 'town',
      assessed,
      assessment: like('three.town.example', at, cleaned),
    });
    const answer = await send(analyst, [
      of('2021-03-03T07:00:00.000Z', 'no', '2021-03-05T00:00:00Z'),
      of('2021-03-03T07:00:00.000Z', 'verified', '2021-03-12T00:00:00Z'),
      of('2021-03-20T07:00:00.000Z', 'no', '2021-03-22T00:00:00Z'),
    ]);
    expect(answer.json()).toMatchObject({ taken: 3, episodes: { opened: 2, closed: 1 } });
  });

  it('from two senders at once are stored once, without one waiting for the other for ever', async () => {
    const lines = Array.from({ length: 150 }, (_, n) => ({ organisation: 'town', assessment: like(`h${n}.example`) }));
    const answers = await Promise.all([send(analyst, lines), send(analyst, [...lines].reverse())]);
    const taken = answers.map((a) => z.object({ taken: z.number(), known: z.number() }).parse(a.json()));
    expect(taken[0]?.taken).toBe(150 - (taken[1]?.taken ?? 0));
    expect((await hosts(town)).filter((h) => /^h\d/.test(h))).toHaveLength(150);
  }, 120_000);

  it('one that cannot be stored costs itself only', async () => {
    const bad = like('bad.town.example', '2021-03-03T07:00:00.000Z');
    const [finding] = bad.findings;
    // A date that the model takes and PostgreSQL does not.
    if (finding) finding.first = '2021-13-45T00:00:00.000Z';
    const answer = await send(analyst, [like('good1.town.example'), bad, like('good2.town.example')]);
    expect(answer.json(), answer.body).toMatchObject({ taken: 2, refusedCount: 1, refused: [{ line: 2 }] });
  });

  it('are their own only for organisations, and nothing for readers', async () => {
    const own = await fleet.signIn('organisation', village);
    const answer = await send(own, [
      like('i.village.example'),
      like('j.town.example'),
      { organisation: town, assessment: like('k.example') },
    ]);
    expect(answer.json()).toMatchObject({ taken: 1, refusedCount: 2 });
    expect((await send(own, [like('l.example')], `?organisation=${town}`)).json()).toMatchObject({
      taken: 0,
      refusedCount: 1,
    });
    expect((await send(await fleet.signIn('reader'), [like('m.town.example')])).statusCode).toBe(403);
  });
});

describe('one assessment', () => {
  it('comes in, is listed with its host, and comes out as it was', async () => {
    const assessment = like('one.town.example', '2021-03-03T07:00:00.000Z');
    const body = { organisation: town, assessed: '2021-03-05T00:00:00Z', assessment };
    const answer = await analyst.post('/api/v1/intake/assessments', body);
    const made = z.object({ assessment: z.string(), host: z.string() }).parse(answer.json());
    expect(answer.json()).toMatchObject({ isNew: true, opened: 1 });
    expect((await analyst.post('/api/v1/intake/assessments', body)).json()).toMatchObject({ ...made, isNew: false });
    const list = await analyst.get(`/api/v1/hosts/${made.host}/assessments`);
    expect(list.json()).toMatchObject({ items: [{ id: made.assessment, axes: { compromised: 'confirmed' } }] });
    const whole = await analyst.get(`/api/v1/assessments/${made.assessment}`);
    expect(whole.json()).toMatchObject({ document: assessment, host: { name: 'one.town.example' } });
    const other = await fleet.signIn('organisation', village);
    expect((await other.get(`/api/v1/assessments/${made.assessment}`)).statusCode).toBe(404);
    expect((await other.get(`/api/v1/hosts/${made.host}/assessments`)).statusCode).toBe(404);
    expect((await other.post('/api/v1/intake/assessments', body)).statusCode).toBe(404);
  });
});

describe('folders', () => {
  it('of a wave are read with what servers.jsonl says', async () => {
    const wave = join(folder, 'wave');
    mkdirSync(wave);
    const lines = [like('w1.example'), like('w1.example', '2021-03-03T07:00:00.000Z'), like('w2.example')];
    writeFileSync(join(wave, 'assessments.jsonl.gz'), gzipSync(lines.map((l) => JSON.stringify(l)).join('\n')));
    writeFileSync(
      join(wave, 'servers.jsonl'),
      '{"organisation":"town","collected":["2021-03-01T00:00:00Z","2021-03-05T00:00:00Z"]}\n{"organisation":"village","collected":["2021-03-02T00:00:00Z"]}\n',
    );
    const result = await takeInBulk(fleet.database, fleet.system(), bundleFolderLines(wave));
    expect(result).toMatchObject({ taken: 3, episodes: { opened: 1 } });
    expect(await hosts(village)).toContain('w2.example');
  });

  it('that are watched are emptied: what was taken to done/, what was refused with its reason', async () => {
    const watched = join(folder, 'watched');
    mkdirSync(join(watched, 'town', 'x'), { recursive: true });
    writeFileSync(join(watched, 'town', 'x', 'assessment.json'), JSON.stringify(like('seen.example'), null, 2));
    writeFileSync(join(watched, 'bad.jsonl'), 'no\n');
    writeFileSync(join(watched, 'readme.md'), 'left alone');
    expect(await sweep(fleet.database, fleet.system(), watched)).toEqual({ taken: 0, refused: 0 });
    const past = new Date(Date.now() - 60_000);
    for (const path of ['town/x/assessment.json', 'bad.jsonl']) utimesSync(join(watched, path), past, past);
    expect(await sweep(fleet.database, fleet.system(), watched)).toEqual({ taken: 1, refused: 1 });
    expect(await sweep(fleet.database, fleet.system(), watched)).toEqual({ taken: 0, refused: 0 });
    expect(readdirSync(join(watched, 'done', 'town', 'x'))).toEqual(['assessment.json']);
    expect(readdirSync(join(watched, 'refused')).sort()).toEqual(['bad.jsonl', 'bad.jsonl.txt']);
    expect(await hosts(town)).toContain('seen.example');
  });
});
