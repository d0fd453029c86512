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
