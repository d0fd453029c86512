/** S-FBI: remove only the named path, copy first, record by what right, leave everything else, say what it is not. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newIdentity, planOf, quarantine } from '@allclear/response';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyAssessment, shellFinding } from '../testing/assessment.js';
import { type Client, startFleet, type TestFleet } from '../testing/fleet.js';

const PAGE = 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx';
const CONTENT = 'inert: no page';
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

let fleet: TestFleet;
let proposer: Client;
let approver: Client;
let organisation = '';
let host = '';
const work = mkdtempSync(join(tmpdir(), 'tasks-'));

beforeAll(async () => {
  fleet = await startFleet();
  proposer = await fleet.signIn('analyst');
  approver = await fleet.signIn('analyst');
  organisation = await fleet.newOrganisation('town');
  host = await takeIn('2021-03-10T00:00:00.000Z', true);
}, 180_000);
afterAll(async () => {
  await fleet?.stop();
  rmSync(work, { recursive: true, force: true });
});

function assessmentWith(shell: boolean): ReturnType<typeof emptyAssessment> {
  const finding = shellFinding('2021-03-03T07:00:00.000Z');
  finding.remnant = { kind: 'page', target: { path: PAGE, sha256: SHA256 } };
  finding.entities = [{ kind: 'file', value: PAGE }];
  return emptyAssessment(
    'mail.town.example',
    { patched: 'no', compromised: 'confirmed', cleaned: 'no' },
    shell ? [finding] : [],
  );
}
async function takeIn(assessed: string, shell: boolean): Promise<string> {
  const answer = await proposer.post('/api/v1/intake/assessments', {
    organisation,
    assessed,
    assessment: assessmentWith(shell),
  });
  expect(answer.statusCode).toBe(200);
  return answer.json().host;
}
/** What a person runs on the server: allclear quarantine. */
async function journalOfRealWork(): Promise<string> {
  const root = mkdtempSync(join(work, 'disk-'));
  const folder = join(root, 'inetpub', 'wwwroot', 'aspnet_client');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'a.aspx'), CONTENT);
  writeFileSync(join(folder, 'other.aspx'), 'left alone');
  const container = mkdtempSync(join(work, 'container-'));
  rmSync(container, { recursive: true });
  const { recipient } = await newIdentity();
  await quarantine({
    plan: planOf(assessmentWith(true)),
    target: { root, drives: { C: root } },
    container,
    lock: { recipients: [recipient] },
    toolVersion: 'test',
  });
  expect(existsSync(join(folder, 'a.aspx'))).toBe(false);
  expect(existsSync(join(folder, 'other.aspx'))).toBe(true);
  return readFileSync(join(container, 'journal.jsonl'), 'utf8');
}
/** The journal with a record changed, its chain made whole again: what a liar would hand in. */
function changed(
  journal: string,
  change: (record: Record<string, unknown>) => Record<string, unknown> | undefined,
): string {
  let previous = '0'.repeat(64);
  const lines = journal
    .trim()
    .split('\n')
    .flatMap((line) => {
      const record = change(JSON.parse(line));
      if (!record) return [];
      const text = JSON.stringify({ ...record, previous });
      previous = createHash('sha256').update(text).digest('hex');
      return [text];
    });
  return `${lines.join('\n')}\n`;
}
const propose = async (more: object = {}): Promise<string> => {
  const answer = await proposer.post('/api/v1/tasks', {
    organisation,
    host,
    title: 'Remove the page',
    changesServer: true,
    order: { legalBasis: 'Court order 1/2021', files: [{ path: PAGE, sha256: SHA256 }] },
    ...more,
  });
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
};
const act = (client: Client, id: string, what: string, body: object = {}) =>
  client.post(`/api/v1/tasks/${id}/${what}`, body);

describe('an order to remove a file', () => {
  it('is approved by a second person, done as ordered, and says what it is not', async () => {
    const journal = await journalOfRealWork();
    const id = await propose();
    expect((await act(proposer, id, 'approve')).json()).toMatchObject({ error: { code: 'second-person' } });
    expect((await act(proposer, id, 'done', { journal })).statusCode).toBe(409);
    expect((await act(approver, id, 'approve')).json()).toMatchObject({ state: 'approved' });
    expect((await act(proposer, id, 'done', {})).statusCode).toBe(400);
    const done = (await act(proposer, id, 'done', { journal, note: 'Done at night.' })).json();
    expect(done).toMatchObject({
      state: 'done',
      order: { legalBasis: 'Court order 1/2021' },
      outcome: { files: [{ path: PAGE, state: 'removed', sha256: SHA256, copies: [expect.any(String)] }] },
      statement:
        '1 of 1 named files removed, each copied first; nothing else was changed or searched for. The server was not patched. The server is not fully cleaned until an assessment verifies it.',
    });
    expect((await proposer.get(`/api/v1/hosts/${host}`)).json().axes).toEqual({
      patched: 'no',
      compromised: 'confirmed',
      cleaned: 'partly',
    });
    const actions = (await proposer.get('/api/v1/audit')).json().items.map((i: { action: string }) => i.action);
    for (const action of ['task.propose', 'task.approve', 'task.done']) expect(actions).toContain(action);
    // Verified only by what was seen afterwards, without the page.
    await takeIn(new Date(Date.now() + 60_000).toISOString(), true);
    const newest = async (): Promise<string> =>
      (await proposer.get(`/api/v1/hosts/${host}/assessments`)).json().items[0].id;
    const all = (await proposer.get(`/api/v1/hosts/${host}/assessments`)).json().items;
    expect((await act(approver, id, 'verify', { assessment: all.at(-1).id })).statusCode).toBeGreaterThanOrEqual(400);
    await takeIn(new Date(Date.now() + 120_000).toISOString(), false);
    expect((await act(approver, id, 'verify', { assessment: await newest() })).json()).toMatchObject({
      state: 'verified',
    });
  }, 60_000);

  it('overstepped, on another host, without a copy, of another file, or forged: no result', async () => {
    const journal = await journalOfRealWork();
    const id = await propose();
    await act(approver, id, 'approve');
    const said = async (text: string): Promise<string> => {
      const answer = await act(proposer, id, 'done', { journal: text });
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      return answer.json().error.message;
    };
    const also = 'C:\\inetpub\\wwwroot\\aspnet_client\\other.aspx';
    expect(await said(changed(journal, (r) => (r.kind === 'begin' ? { ...r, windowsPath: also } : r)))).toContain(
      'not in the order',
    );
    expect(await said(changed(journal, (r) => (r.kind === 'header' ? { ...r, host: 'other.example' } : r)))).toContain(
      'other.example',
    );
    expect(await said(changed(journal, (r) => (r.kind === 'stored' ? undefined : r)))).toContain(
      'before it was copied',
    );
    expect(await said(changed(journal, (r) => (r.kind === 'stored' ? { ...r, sha256: 'a'.repeat(64) } : r)))).toContain(
      'another file',
    );
    expect(await said(changed(journal, (r) => (r.kind === 'finished' ? undefined : r)))).toContain('interrupted');
    expect(await said(journal.replace('"kind":"removed"', '"kind":"removed" '))).toContain('was changed');
    expect(await said('nonsense\n')).toContain('journal');
    expect((await proposer.get(`/api/v1/tasks/${id}`)).json().state).toBe('approved');
    expect((await act(proposer, id, 'done', { journal })).json().state).toBe('done');
  }, 60_000);
});

describe('tasks', () => {
  it('that change a server cannot pass the second person in the database either', async () => {
    const id = await propose();
    for (const statement of [
      "update task set state = 'approved', approved_by = proposed_by where id = $1",
      "update task set state = 'done' where id = $1",
    ])
      await expect(fleet.database.withTenant(fleet.system(), (t) => t.run(statement, [id]))).rejects.toThrow(
        /check constraint/,
      );
    expect((await act(approver, id, 'reject')).json()).toMatchObject({ state: 'rejected' });
    expect((await act(approver, id, 'approve')).statusCode).toBe(409);
  });

  it('that change nothing need no approval; orders need a host', async () => {
    const { id } = (await proposer.post('/api/v1/tasks', { organisation, title: 'Call them' })).json();
    expect((await act(proposer, id, 'done', { note: 'They call back.' })).json()).toMatchObject({ state: 'done' });
    const bad = await proposer.post('/api/v1/tasks', {
      organisation,
      title: 'x',
      changesServer: true,
      order: { legalBasis: 'x', files: [{ path: PAGE }] },
    });
    expect(bad.statusCode).toBe(400);
  });

  it('are nobody else’s', async () => {
    const id = await propose();
    const other = await fleet.newOrganisation('other');
    const stranger = await fleet.signIn('organisation', other);
    const foreign = await fleet.signIn('analyst', undefined, { authority: await fleet.newAuthority('Other') });
    const member = await fleet.signIn('organisation', organisation);
    for (const client of [stranger, foreign]) {
      expect((await client.get(`/api/v1/tasks/${id}`)).statusCode).toBe(404);
      expect((await client.get('/api/v1/tasks')).json().items).toEqual([]);
      for (const what of ['approve', 'reject']) expect((await act(client, id, what)).statusCode).toBe(404);
    }
    expect((await member.get(`/api/v1/tasks/${id}`)).statusCode).toBe(200);
    expect((await act(member, id, 'approve')).statusCode).toBe(403);
    expect((await member.get('/api/v1/tasks?limit=1')).json().next).toBeDefined();
  });
});
