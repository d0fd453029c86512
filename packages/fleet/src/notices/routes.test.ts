import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startFleet, type TestFleet } from '../testing/fleet.js';
import { PUBLIC_PER_MINUTE } from './routes.js';
import { type Sink, startSink, textOf } from './testing/sink.js';
import { workOnNotices } from './work.js';

let fleet: TestFleet;
let sink: Sink;
let maker: Client;
let approver: Client;

beforeAll(async () => {
  sink = await startSink();
  fleet = await startFleet({ settings: { smtp: sink.url, sender: 'CERT <notices@cert.example>' } });
  await workOnNotices(fleet.services);
  maker = await fleet.signIn('analyst');
  approver = await fleet.signIn('analyst');
}, 180_000);
afterAll(async () => {
  await fleet?.stop();
  await sink?.close();
});

async function town(name: string, channel = 'email', address = `it@${name}.example`): Promise<string> {
  const id = await fleet.newOrganisation(name);
  await fleet.database.withTenant(fleet.system(), async (t) => {
    await t.run(
      "insert into contact (authority_id, organisation_id, channel, address, language, source) values ($1, $2, $3, $4, 'en', 'register')",
      [fleet.authority, id, channel, address],
    );
    await t.run("insert into host (authority_id, organisation_id, name, patched) values ($1, $2, $3, 'no')", [
      fleet.authority,
      id,
      `mail.${name}.example`,
    ]);
  });
  return id;
}
async function until<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (let n = 0; n < 900; n++) {
    const value = await read();
    if (good(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not happen');
}

describe('notices over the API', () => {
  let batch = '';
  let code = '';

  it('are previewed, made, approved by another, and sent by a worker', async () => {
    await town('alpha');
    await town('beta');
    const request = { name: 'First', template: 'vulnerable', rate: 10_000, to: { q: 'a' } };
    const preview = (await maker.post('/api/v1/notices/preview', request)).json();
    expect(preview).toMatchObject({ messages: 2, organisations: 2, byChannel: { email: 2 }, byLanguage: { en: 2 } });
    // Messages have no order of their own: their ids are drawn.
    expect(JSON.stringify(preview.samples)).toContain('alpha');
    expect(sink.taken).toHaveLength(0);
    const made = await maker.post('/api/v1/notices/batches', request);
    expect(made.statusCode).toBe(201);
    batch = made.json().id;
    // Who approves reads the very texts.
    const stored = (await approver.get(`/api/v1/notices/batches/${batch}/preview`)).json();
    expect(stored).toMatchObject({ messages: 2, organisations: 2, byChannel: { email: 2 }, unreachableTotal: 0 });
    expect(stored.samples.map((x: { body: string }) => x.body).sort()).toEqual(
      preview.samples.map((x: { body: string }) => x.body).sort(),
    );
    expect((await maker.post(`/api/v1/notices/batches/${batch}/start`)).statusCode).toBe(409);
    expect((await maker.post(`/api/v1/notices/batches/${batch}/approve`)).statusCode).toBe(409);
    expect((await approver.post(`/api/v1/notices/batches/${batch}/approve`)).json()).toMatchObject({
      state: 'approved',
    });
    expect((await maker.post(`/api/v1/notices/batches/${batch}/start`)).statusCode).toBe(200);
    const done = await until(
      async () => (await maker.get(`/api/v1/notices/batches/${batch}`)).json(),
      (b) => b.state === 'done',
    );
    expect(done.counts).toEqual({ sent: 2 });
    expect(sink.taken).toHaveLength(2);
    code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(textOf(sink.taken[0]?.raw ?? ''))?.[0] ?? '';
    const list = (await maker.get(`/api/v1/notices/batches/${batch}/notices?state=sent&limit=1`)).json();
    expect(list.items).toHaveLength(1);
    expect(list.next).toBeDefined();
    const actions = (await maker.get('/api/v1/audit')).json().items.map((i: { action: string }) => i.action);
    for (const action of ['notices.create', 'notices.approve', 'notices.start', 'notices.done'])
      expect(actions).toContain(action);
  }, 120_000);

  it('can be checked by who got one, and tell nobody else anything', async () => {
    const ask = async (q: string) =>
      (await fleet.app.inject(`/api/v1/notice/verify?code=${encodeURIComponent(q)}`)).json();
    expect(await ask(code.toLowerCase())).toEqual({
      genuine: true,
      authority: 'Test CERT',
      sentOn: new Date().toISOString().slice(0, 10),
    });
    expect(await ask('0000-0000-0000')).toEqual({ genuine: false, authority: '' });
    const answers = await Promise.all(
      Array.from({ length: PUBLIC_PER_MINUTE + 5 }, () => fleet.app.inject('/api/v1/notice/verify?code=1')),
    );
    expect(answers.filter((a) => a.statusCode === 429).length).toBeGreaterThan(0);
    expect((await fleet.app.inject('/api/v1/notice/key')).body).toContain('BEGIN PUBLIC KEY');
  });

  it('come back: the report marks the notice, and the next kind of contact is written to', async () => {
    const mail = sink.taken[0];
    const report = [
      'Content-Type: multipart/report; boundary=x',
      '',
      '--x',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; x',
      '',
      `Final-Recipient: rfc822; ${mail?.to[0]}`,
      'Action: failed',
      'Status: 5.1.1',
      '--x',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${mail?.messageId}`,
      '--x--',
    ].join('\r\n');
    const send = (payload: string) =>
      maker.inject({
        method: 'POST',
        url: '/api/v1/notices/bounces',
        payload,
        headers: { 'content-type': 'message/rfc822' },
      });
    expect((await send(report)).json()).toEqual({ bounced: 1 });
    expect((await send(report)).json()).toEqual({ bounced: 0 });
    expect((await send('Subject: hello\r\n\r\n')).statusCode).toBe(400);
    const follow = () => maker.post(`/api/v1/notices/batches/${batch}/follow-up`, { to: 'not-reached' });
    expect((await follow()).json()).toMatchObject({ error: { code: 'nobody' } });
    await fleet.database.withTenant(fleet.system(), (t) =>
      t.run(
        "insert into contact (authority_id, organisation_id, channel, address, source, role) select authority_id, organisation_id, 'email', 'abuse@isp.example', 'isp', 'abuse' from contact where address = $1",
        [mail?.to[0] ?? ''],
      ),
    );
    const next = (await follow()).json();
    expect(next).toMatchObject({ state: 'draft', counts: { queued: 1 } });
    const [notice] = (await maker.get(`/api/v1/notices/batches/${next.id}/notices`)).json().items;
    expect(notice.address).toBe('abuse@isp.example');
  });

  it('end for who opts out, by one click of the mail program; a forged token does nothing and looks the same', async () => {
    const raw = sink.taken[1]?.raw.replace(/\r\n[ \t]+/g, ' ') ?? '';
    const url = new URL(/^List-Unsubscribe: <([^>]+)>/m.exec(raw)?.[1] ?? '');
    const post = (path: string) =>
      fleet.app.inject({
        method: 'POST',
        url: path,
        payload: 'List-Unsubscribe=One-Click',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const forged = await post(`${url.pathname}?token=${'a'.repeat(36)}.b.c`);
    const right = await post(url.pathname + url.search);
    expect([right.statusCode, right.body]).toEqual([forged.statusCode, forged.body]);
    const [row] = (await maker.post('/api/v1/notices/preview', { name: 'x', template: 'vulnerable', to: {} })).json()
      .unreachable;
    expect(row.reason).toBe('every contact has opted out');
  });

  it('by post: a table without formulas, after approval', async () => {
    await town('gamma', 'postal', '=HYPERLINK("x")\nMain Street');
    const made = (
      await maker.post('/api/v1/notices/batches', { name: 'Letters', template: 'vulnerable', to: { q: 'gamma' } })
    ).json();
    const url = `/api/v1/notices/batches/${made.id}/letters.csv`;
    expect((await maker.get(url)).statusCode).toBe(409);
    await approver.post(`/api/v1/notices/batches/${made.id}/approve`);
    const csv = (await maker.get(url)).body;
    expect(csv).toContain(`"'=HYPERLINK(""x"")`);
    expect(csv).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
    await maker.post(`/api/v1/notices/batches/${made.id}/letters/sent`);
    expect((await maker.get(`/api/v1/notices/batches/${made.id}`)).json().counts).toEqual({ sent: 1 });
  });

  it('are nobody else’s: no other role, no other authority', async () => {
    const other = await fleet.newAuthority('Other');
    const stranger = await fleet.signIn('analyst', undefined, { authority: other });
    const organisation = await fleet.newOrganisation('own');
    const member = await fleet.signIn('organisation', organisation);
    const auditor = await fleet.signIn('auditor');
    expect((await stranger.get(`/api/v1/notices/batches/${batch}`)).statusCode).toBe(404);
    expect((await stranger.get(`/api/v1/notices/batches/${batch}/preview`)).statusCode).toBe(404);
    expect((await stranger.get('/api/v1/notices/batches')).json().items).toEqual([]);
    for (const move of ['approve', 'start', 'pause', 'follow-up', 'letters/sent'])
      expect(
        (await stranger.post(`/api/v1/notices/batches/${batch}/${move}`, { to: 'silent' })).statusCode,
        move,
      ).toBeGreaterThanOrEqual(400);
    expect((await member.get('/api/v1/notices/batches')).statusCode).toBe(403);
    expect((await auditor.get('/api/v1/notices/batches')).statusCode).toBe(200);
    expect((await auditor.post(`/api/v1/notices/batches/${batch}/pause`)).statusCode).toBe(403);
    expect((await fleet.app.inject('/api/v1/notices/batches')).statusCode).toBe(401);
  });
});
