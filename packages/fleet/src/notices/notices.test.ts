import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RequestContext } from '../server/fleet-app.js';
import { startFleet, type TestFleet } from '../testing/fleet.js';
import { createBatch, messagesOf, moveBatch, organisationsToFollow, planBatch } from './batch.js';
import { noticeSecrets } from './secrets.js';
import { type SendOptions, type SendResult, sendBatch } from './send.js';
import { openMailer } from './smtp.js';
import { type Sink, startBreakingServer, startSink, textOf } from './testing/sink.js';

let fleet: TestFleet;
let sink: Sink;
let maker: RequestContext;
let approver: RequestContext;
const secrets = noticeSecrets(new Uint8Array(32).fill(1));
const setting = () => ({
  publicUrl: 'https://cert.example',
  sender: 'CERT <notices@cert.example>',
  secrets,
  now: new Date(),
});

beforeAll(async () => {
  fleet = await startFleet();
  sink = await startSink({ refuse: (a) => (a.startsWith('gone') ? 550 : a.startsWith('busy') ? 451 : undefined) });
  const person = async (): Promise<RequestContext> => {
    const { account } = await fleet.signIn('analyst');
    return { authority: fleet.authority, role: 'analyst', account, actor: 'someone', administrator: false };
  };
  maker = await person();
  approver = await person();
}, 180_000);
afterAll(async () => {
  await sink?.close();
  await fleet?.stop();
});

async function town(
  name: string,
  contact: string | null,
  host: Record<string, string> = {},
  parent?: string,
): Promise<string> {
  const id = await fleet.newOrganisation(name, parent === undefined ? {} : { parent });
  await fleet.database.withTenant(fleet.system(), async (t) => {
    if (contact !== null)
      await t.run(
        "insert into contact (authority_id, organisation_id, channel, address, language, source) values ($1, $2, 'email', $3, 'de', 'register')",
        [fleet.authority, id, contact],
      );
    await t.run(
      'insert into host (authority_id, organisation_id, name, patched, compromised, cleaned) values ($1, $2, $3, $4, $5, $6)',
      [
        fleet.authority,
        id,
        `mail.${name}.example`,
        host.patched ?? 'no',
        host.compromised ?? 'unknown',
        host.cleaned ?? 'unknown',
      ],
    );
  });
  return id;
}
const make = (organisations: string[], template = 'vulnerable', rate = 100_000_000): Promise<string> =>
  fleet.database.withTenant(maker, async (t) =>
    createBatch(t, maker, await planBatch(t, fleet.authority, template, organisations), { name: 'b', rate }, setting()),
  );
const move = (who: RequestContext, batch: string, how: 'approve' | 'start' | 'pause'): Promise<void> =>
  fleet.database.withTenant(who, (t) => moveBatch(t, who, batch, how));
async function started(organisations: string[], template?: string, rate?: number): Promise<string> {
  const batch = await make(organisations, template, rate);
  await move(approver, batch, 'approve');
  await move(maker, batch, 'start');
  return batch;
}
async function send(batch: string, over: Partial<SendOptions> & { url?: string } = {}): Promise<SendResult> {
  const mailer = openMailer(over.url ?? sink.url);
  try {
    return await sendBatch(fleet.authority, batch, {
      database: fleet.database,
      mailer,
      secrets,
      publicUrl: 'https://cert.example',
      sender: 'CERT <notices@cert.example>',
      clock: Date.now,
      wait: (time) => new Promise((resolve) => setTimeout(resolve, time)),
      longest: 5_000,
      ...over,
    });
  } finally {
    mailer.close();
  }
}
const Notice = z.object({
  address: z.string(),
  state: z.string(),
  problem: z.string().nullable(),
  message_id: z.string(),
  attempts: z.number(),
});
const notices = (batch: string) =>
  fleet.database.withTenant(fleet.system(), (t) =>
    t.rows(
      Notice,
      'select address, state, problem, message_id, attempts from notice where batch_id = $1 order by address, message_id',
      [batch],
    ),
  );

describe('a batch', () => {
  it('needs a second person: in the program and in the database', async () => {
    const batch = await make([await town('second', 'it@second.example')]);
    await expect(move(maker, batch, 'approve')).rejects.toThrow(/second person/);
    await expect(move(maker, batch, 'start')).rejects.toThrow(/draft/);
    await expect(
      fleet.database.withTenant(maker, (t) =>
        t.run("update notice_batch set state = 'approved', approved_by = created_by where id = $1", [batch]),
      ),
    ).rejects.toThrow(/check constraint/);
    await expect(
      fleet.database.withTenant(maker, (t) =>
        t.run("update notice_batch set state = 'sending' where id = $1", [batch]),
      ),
    ).rejects.toThrow(/check constraint/);
    expect((await send(batch)).state).toBe('stopped');
    await move(approver, batch, 'approve');
  });

  it('sends one message to an address, with a code, a signature, an own Message-ID, in its language', async () => {
    const shared = `desk-${randomBytes(3).toString('hex')}@provider.example`;
    const one = await town('one', shared);
    const two = await town('two', shared.toUpperCase());
    const batch = await started([one, two]);
    expect(await send(batch)).toMatchObject({ state: 'done', sent: 1 });
    const mails = sink.taken.filter((m) => m.to.includes(shared));
    expect(mails).toHaveLength(1);
    const raw = mails[0]?.raw ?? '';
    const text = textOf(raw);
    expect(text).toContain('mail[.]one[.]example');
    expect(text).toContain('mail[.]two[.]example');
    expect(text).toContain(secrets.code(batch, 'email', shared));
    expect(text).toContain('-----BEGIN NOTICE SIGNATURE-----');
    expect(text).toContain(
      secrets
        .signed(text.split('-----BEGIN')[0] ?? '')
        .slice(-200)
        .trim()
        .slice(-100),
    );
    expect(raw).toMatch(/^Content-Language: de$/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(raw).not.toMatch(/^Bcc:/im);
    const rows = await notices(batch);
    expect(rows.map((r) => r.state)).toEqual(['sent', 'sent']);
    expect(rows.map((r) => r.message_id)).toContain(mails[0]?.messageId);
    expect((await send(batch)).sent).toBe(0);
    expect(sink.taken.filter((m) => m.to.includes(shared))).toHaveLength(1);
  });

  it('tries again what was certainly not taken, gives up what is refused for good', async () => {
    const batch = await started([await town('gone', 'gone@gone.example'), await town('busy', 'busy@busy.example')]);
    expect(await send(batch, { longest: 1_000 })).toMatchObject({ state: 'more', sent: 0 });
    const rows = await notices(batch);
    expect(rows.map((r) => [r.address, r.state])).toEqual([
      ['busy@busy.example', 'queued'],
      ['gone@gone.example', 'failed'],
    ]);
    expect(rows[0]?.attempts).toBe(1);
    // Nobody listens: not sent, to be tried again.
    const down = await started([await town('down', 'it@down.example')]);
    await send(down, { url: 'smtp://127.0.0.1:1', longest: 1_000 });
    expect((await notices(down))[0]?.state).toBe('queued');
  });

  it('never sends again what may have been taken: it is listed as unknown', async () => {
    const server = await startBreakingServer();
    const batch = await started([await town('broken', 'it@broken.example')]);
    expect(await send(batch, { url: server.url })).toMatchObject({ sent: 0 });
    expect(server.taken()).toBe(1);
    expect((await notices(batch))[0]?.state).toBe('unknown');
    await send(batch);
    expect(sink.taken.some((m) => m.to.includes('it@broken.example'))).toBe(false);
    await server.close();
  });

  it('what a dead process left behind is unknown, and one process at a time sends', async () => {
    const batch = await started([await town('left', 'it@left.example'), await town('right', 'it@right.example')]);
    await fleet.database.withTenant(fleet.system(), (t) =>
      t.run(
        "update notice set state = 'sending', sending_at = now() where batch_id = $1 and address = 'it@left.example'",
        [batch],
      ),
    );
    const results = await Promise.all([send(batch), send(batch), send(batch)]);
    expect(results.filter((r) => r.state === 'busy').length).toBeGreaterThan(0);
    expect(sink.taken.filter((m) => m.to.includes('it@right.example'))).toHaveLength(1);
    expect((await notices(batch)).map((r) => r.state)).toEqual(['unknown', 'sent']);
    expect(sink.taken.some((m) => m.to.includes('it@left.example'))).toBe(false);
  });

  it('keeps its rate, and stops when it is paused', async () => {
    const ids = await Promise.all([1, 2, 3, 4, 5].map((n) => town(`rate${n}`, `it@rate${n}.example`)));
    const batch = await started(ids, 'vulnerable', 600);
    const from = Date.now();
    const run = send(batch);
    await new Promise((resolve) => setTimeout(resolve, 250));
    await move(maker, batch, 'pause');
    const { state, sent } = await run;
    expect(state).toBe('stopped');
    expect(sent).toBeLessThanOrEqual(Math.floor((Date.now() - from) / 100) + 1);
    expect(sent).toBeLessThan(5);
  });

  it('respects who opted out after it was made', async () => {
    const id = await town('quiet', 'it@quiet.example');
    const batch = await started([id]);
    await fleet.database.withTenant(fleet.system(), (t) =>
      t.run('update contact set opted_out_at = now() where organisation_id = $1', [id]),
    );
    await send(batch);
    expect((await notices(batch))[0]?.state).toBe('opted-out');
    await expect(make([id])).rejects.toThrow(/nobody/);
  });

  it('is about the right hosts', async () => {
    const patched = await town('patched', 'it@patched.example', {
      patched: 'yes',
      compromised: 'confirmed',
      cleaned: 'no',
    });
    const clean = await town('clean', 'it@clean.example', {
      patched: 'yes',
      compromised: 'confirmed',
      cleaned: 'verified',
    });
    const plan = (template: string) =>
      fleet.database.withTenant(maker, (t) => planBatch(t, fleet.authority, template, [patched, clean]));
    expect((await plan('vulnerable')).drafts).toHaveLength(0);
    expect((await plan('compromised')).drafts.map((d) => d.address)).toEqual(['it@patched.example']);
    expect((await plan('verified-clean')).drafts.map((d) => d.address)).toEqual(['it@clean.example']);
    const preview = messagesOf(await plan('compromised'), { publicUrl: 'https://cert.example' });
    expect(preview[0]?.body).toContain('XXXX-XXXX-XXXX');
  });

  it('tells what others observed, and no longer what was seen as patched since', async () => {
    const id = await town('seen', 'it@seen.example', { patched: 'yes' });
    const see = (address: string, kind: string, at: string, key: string) =>
      fleet.database.withTenant(fleet.system(), (t) =>
        t.run(
          `insert into observation (authority_id, organisation_id, address, observed_at, source, detector, kind, vulnerability, key)
           values ($1, $2, $3, $4, 'shadowserver', 'x', $5, 'CVE-2021-26855', $6)`,
          [fleet.authority, id, address, at, kind, key.repeat(64)],
        ),
      );
    await see('192.0.2.1', 'vulnerable', '2021-03-03T00:00:00Z', 'a');
    await see('192.0.2.1', 'patched', '2021-03-09T00:00:00Z', 'b');
    await see('192.0.2.2', 'patched', '2021-03-03T00:00:00Z', 'c');
    await see('192.0.2.2', 'vulnerable', '2021-03-09T00:00:00Z', 'd');
    const plan = await fleet.database.withTenant(maker, (t) => planBatch(t, fleet.authority, 'vulnerable', [id]));
    const text = messagesOf(plan, { publicUrl: '' })[0]?.body ?? '';
    expect(text).toContain('192.0.2.2');
    expect(text).toContain('CVE-2021-26855');
    expect(text).not.toContain('192.0.2.1');
  });

  it('is followed: who is silent, and whom nothing reached', async () => {
    const ids = [
      await town('silent', 'it@silent.example'),
      await town('answers', 'it@answers.example'),
      await town('goner', 'gone@goner.example'),
    ];
    const batch = await started(ids);
    await send(batch, { longest: 1_000 });
    await fleet.database.withTenant(fleet.system(), (t) =>
      t.run("update notice set answered_at = now() where batch_id = $1 and address = 'it@answers.example'", [batch]),
    );
    const follow = (what: Parameters<typeof organisationsToFollow>[2]) =>
      fleet.database.withTenant(maker, (t) => organisationsToFollow(t, batch, what));
    expect(await follow({ kind: 'silent', before: new Date(Date.now() + 1000) })).toEqual([ids[0]]);
    expect(await follow({ kind: 'silent', before: new Date(Date.now() - 60_000) })).toEqual([]);
    expect(await follow({ kind: 'not-reached' })).toEqual([ids[2]]);
  });
});
