import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assessment, Axes } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Database, type EmbeddedDatabase, migrate, startEmbedded, type TenantContext } from '../database/index.js';
import { emptyAssessment, shellFinding } from '../testing/assessment.js';
import { type IntakeResult, takeIn } from './intake.js';

const folder = mkdtempSync(join(tmpdir(), 'intake-'));
let embedded: EmbeddedDatabase;
let database: Database;
let authority: string;
let organisation: string;
const Id = z.object({ id: z.string() });

beforeAll(async () => {
  embedded = await startEmbedded(folder);
  await migrate(embedded.url);
  database = new Database(embedded.url);
  authority =
    (await database.asOwner((t) => t.row(Id, "insert into authority (name) values ('a') returning id")))?.id ?? '';
  organisation =
    (
      await database.withTenant(context(), (t) =>
        t.row(Id, "insert into organisation (authority_id, name) values ($1, 'town') returning id", [authority]),
      )
    )?.id ?? '';
}, 180_000);
afterAll(async () => {
  await database?.close();
  await embedded?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const context = (): TenantContext => ({ authority, role: 'system' });
const take = (assessment: Assessment, assessedAt: string): Promise<IntakeResult> =>
  database.withTenant(context(), (t) => takeIn(t, assessment, { authority, organisation, assessedAt }));

function like(name: string, axes: Partial<Axes>, at: string): Assessment {
  const compromised = axes.compromised === 'confirmed';
  return emptyAssessment(
    name,
    { patched: 'no', compromised: 'no-sign', cleaned: 'not-needed', ...axes },
    compromised ? [shellFinding(at)] : [],
  );
}

const Host = z.object({ patched: z.string(), compromised: z.string(), cleaned: z.string() });
const hostOf = (id: string) =>
  database.withTenant(context(), (t) =>
    t.row(Host, 'select patched, compromised, cleaned from host where id = $1', [id]),
  );
const episodesOf = (id: string) =>
  database.withTenant(context(), (t) =>
    t.rows(
      z.object({ number: z.number(), cause: z.string(), open: z.boolean() }),
      'select number, cause, closed_at is null as open from episode where host_id = $1 order by number',
      [id],
    ),
  );

describe('takeIn', () => {
  it('stores an assessment once, with findings and traits', async () => {
    const assessment = like('A.example.', { compromised: 'confirmed' }, '2021-03-03T07:00:00.000Z');
    const first = await take(assessment, '2021-03-10T00:00:00Z');
    const second = await take({ ...assessment }, '2021-03-11T00:00:00Z');
    expect(first).toMatchObject({ isNew: true, opened: 1 });
    expect(second).toMatchObject({ isNew: false, hostId: first.hostId, assessmentId: first.assessmentId });
    const kinds = await database.withTenant(context(), (t) =>
      t.rows(z.object({ kind: z.string() }), 'select kind from trait where host_id = $1 order by kind', [first.hostId]),
    );
    expect(kinds.map((k) => k.kind)).toContain('file-hash');
  });

  it('a patched server can be compromised: the axes move by themselves (S-Patched but owned)', async () => {
    const { hostId } = await take(
      like('b.example', { compromised: 'confirmed', cleaned: 'no' }, '2021-03-03T07:00:00.000Z'),
      '2021-03-04T00:00:00Z',
    );
    await take(
      like('b.example', { patched: 'yes', compromised: 'confirmed', cleaned: 'no' }, '2021-03-03T07:00:00.000Z'),
      '2021-03-06T00:00:00Z',
    );
    expect(await hostOf(hostId)).toEqual({ patched: 'yes', compromised: 'confirmed', cleaned: 'no' });
    expect(await episodesOf(hostId)).toEqual([{ number: 1, cause: 'assessment', open: true }]);
  });

  it('reinfection after a verified cleaning is a new episode (S-Reinfection); old acts in old logs are not', async () => {
    const at = '2021-03-03T07:00:00.000Z';
    const { hostId } = await take(
      like('c.example', { compromised: 'confirmed', cleaned: 'no' }, at),
      '2021-03-04T00:00:00Z',
    );
    const closed = await take(
      like('c.example', { patched: 'yes', compromised: 'confirmed', cleaned: 'verified' }, at),
      '2021-03-20T00:00:00Z',
    );
    expect(closed.closed).toBe(1);
    await take(
      like('c.example', { patched: 'yes', compromised: 'confirmed', cleaned: 'unverified' }, at),
      '2021-03-25T00:00:00Z',
    );
    expect(await episodesOf(hostId)).toHaveLength(1);
    const again = await take(
      like('c.example', { patched: 'yes', compromised: 'confirmed', cleaned: 'no' }, '2021-04-01T07:00:00.000Z'),
      '2021-04-02T00:00:00Z',
    );
    expect(again.opened).toBe(2);
    expect(await episodesOf(hostId)).toEqual([
      { number: 1, cause: 'assessment', open: false },
      { number: 2, cause: 'reinfection', open: true },
    ]);
  });

  it('entered again after a cleaning that nobody verified is a new episode, too', async () => {
    const at = '2021-03-03T07:00:00.000Z';
    const of = (cleaned: Axes['cleaned'], last: string, assessed: string) =>
      take(like('f.example', { compromised: 'confirmed', cleaned }, last), assessed);
    const { hostId } = await of('no', at, '2021-03-04T00:00:00Z');
    await of('unverified', at, '2021-03-10T00:00:00Z');
    expect(await episodesOf(hostId)).toHaveLength(1);
    expect((await of('no', '2021-03-20T07:00:00.000Z', '2021-03-21T00:00:00Z')).opened).toBe(2);
    expect((await episodesOf(hostId)).map((e) => e.open)).toEqual([false, true]);
  });

  it('held against the one before, a new look can show that all is gone: verified, and it stays so', async () => {
    const page = 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx';
    const source = (artifact: string) => ({
      artifact,
      title: artifact,
      status: 'examined' as const,
      files: 1,
      bytes: 1,
      records: 1,
      unreadable: 0,
      period: { from: '2021-03-01T00:00:00.000Z', to: '2021-03-20T00:00:00.000Z' },
      gaps: [],
      notes: [],
    });
    const old = { ...shellFinding('2021-03-03T07:00:00.000Z'), id: 'F-0000000000ab', present: false, entities: [] };
    const { remnant: _, ...act } = { ...old, rule: { ...old.rule, id: 'used', title: 'Used' } };
    const before = like('g.example', { compromised: 'confirmed', cleaned: 'no' }, '2021-03-03T07:00:00.000Z');
    before.incident = { first: '2021-03-03T07:00:00.000Z', last: '2021-03-03T07:00:00.000Z' };
    before.findings.push(act);
    expect(before.findings[0]?.remnant?.target.path).toBe(page);
    const after = (cleaned: Axes['cleaned']): Assessment => {
      const second = like('g.example', { patched: 'yes', compromised: 'confirmed', cleaned }, '');
      const files = ['C/inetpub/wwwroot/aspnet_client/other.htm', 'C/inetpub/logs/u_ex.log'];
      return {
        ...second,
        findings: [act],
        coverage: {
          ...second.coverage,
          sources: [source('iis-log')],
          files: files.map((file) => ({ file, artifact: 'iis-log', size: 1, sha256: '' })),
        },
      };
    };
    const { hostId } = await take(before, '2021-03-04T00:00:00Z');
    const closed = await take(after('unverified'), '2021-03-20T00:00:00Z');
    expect(closed.closed).toBe(1);
    expect(await hostOf(hostId)).toEqual({ patched: 'yes', compromised: 'confirmed', cleaned: 'verified' });
    await take(
      { ...after('unverified'), answers: [], actors: [], host: { ...after('unverified').host, root: 'x' } },
      '2021-03-25T00:00:00Z',
    );
    expect((await hostOf(hostId))?.cleaned).toBe('verified');
    expect(await episodesOf(hostId)).toHaveLength(1);
  });

  it('late evidence about the past does not overwrite what holds now (S-Late evidence)', async () => {
    const { hostId } = await take(like('d.example', { patched: 'yes' }, ''), '2021-05-01T00:00:00Z');
    await take(like('d.example', { patched: 'no' }, ''), '2021-03-01T00:00:00Z');
    expect((await hostOf(hostId))?.patched).toBe('yes');
  });

  it('holds what evidence may hold: no character breaks it', async () => {
    const assessment = like('e.example', { compromised: 'confirmed' }, '2021-03-03T07:00:00.000Z');
    const [finding] = assessment.findings;
    if (finding) finding.quotes = [{ place: { file: 'a\0b' }, fields: { x: "\0'; drop table fleet.host; --\ud800" } }];
    expect((await take(assessment, '2021-03-10T00:00:00Z')).isNew).toBe(true);
  });
});
