import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMailer } from '../notices/smtp.js';
import { type Sink, startSink, textOf } from '../notices/testing/sink.js';
import { startFleet, type TestFleet } from '../testing/fleet.js';
import { subjectOf } from './lookup.js';
import { CHECKS_PER_MINUTE } from './routes.js';
import { answerCheck } from './work.js';

let fleet: TestFleet;
let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
  fleet = await startFleet({ settings: { smtp: sink.url } });
  const put = async (name: string, patched: string): Promise<void> => {
    const id = await fleet.newOrganisation(name);
    await fleet.database.withTenant(fleet.system(), async (t) => {
      await t.run("insert into organisation_domain values ($1, $2, $3, 'register')", [
        fleet.authority,
        id,
        `${name}.example`,
      ]);
      await t.run(
        "insert into contact (authority_id, organisation_id, channel, address, source) values ($1, $2, 'email', $3, 'register')",
        [fleet.authority, id, `it@${name}.example`],
      );
      await t.run(
        "insert into host (authority_id, organisation_id, name, addresses, patched) values ($1, $2, $3, array['192.0.2.9'::inet], $4)",
        [fleet.authority, id, `mail.${name}.example`, patched],
      );
      if (patched === 'no')
        await t.run(
          "insert into observation (authority_id, organisation_id, address, observed_at, source, detector, kind, key) values ($1, $2, '127.0.0.1', now(), 'scan', 'x', 'vulnerable', repeat('a', 64))",
          [fleet.authority, id],
        );
    });
  };
  await put('open', 'no');
  await put('fine', 'yes');
}, 180_000);
afterAll(async () => {
  await fleet?.stop();
  await sink?.close();
});

const ask = async (subject: string): Promise<number> => {
  const mailer = openMailer(sink.url);
  try {
    return await answerCheck(fleet.services, subject, mailer);
  } finally {
    mailer.close();
  }
};

describe('the check page', () => {
  it('understands what people type', () => {
    expect(subjectOf(' https://Mail.Town.Example/owa?x ')).toEqual({ kind: 'domain', value: 'mail.town.example' });
    expect(subjectOf('a@town.example')).toEqual({ kind: 'domain', value: 'town.example' });
    expect(subjectOf('192.0.2.1:443')).toEqual({ kind: 'address', value: '192.0.2.1' });
    expect(subjectOf('[2001:db8::1]:443')).toEqual({ kind: 'address', value: '2001:db8::1' });
    for (const bad of ['', 'x', "'; drop table host", 'a b.example', '-.example', '\0'])
      expect(subjectOf(bad), bad).toBeUndefined();
  });

  it('says the same to everybody, and not too often', async () => {
    const post = (subject: string) => fleet.app.inject({ method: 'POST', url: '/api/v1/check', payload: { subject } });
    const answers = [
      await post('open.example'),
      await post('fine.example'),
      await post('nobody.example'),
      await post('???'),
    ];
    expect(new Set(answers.map((a) => `${a.statusCode} ${a.body}`)).size).toBe(1);
    expect(answers[0]?.body).not.toContain('open');
    const more = await Promise.all(Array.from({ length: CHECKS_PER_MINUTE }, () => post('open.example')));
    expect(more.some((a) => a.statusCode === 429)).toBe(true);
  });

  it('answers to the address of record, once a day, and only where there is something to say', async () => {
    expect(await ask('fine.example')).toBe(0);
    expect(await ask('nobody.example')).toBe(0);
    const both = await Promise.all([ask('attacker@open.example'), ask('mail.open.example')]);
    expect(both.sort()).toEqual([0, 1]);
    expect(await ask('192.0.2.9')).toBe(0);
    expect(sink.taken.map((m) => m.to)).toEqual([['it@open.example']]);
    const text = textOf(sink.taken[0]?.raw ?? '');
    expect(text.replaceAll('\n', ' ')).toContain('Somebody asked on our public page');
    expect(text).toContain('mail.open.example');
    expect(text).not.toContain('fine');
  });

  it('shows what was seen at an address to who asks from it', async () => {
    const post = (remoteAddress: string) =>
      fleet.app.inject({ method: 'POST', url: '/api/v1/check/source', remoteAddress });
    expect((await post('127.0.0.1')).json()).toMatchObject({
      address: '127.0.0.1',
      observations: [{ kind: 'vulnerable', source: 'scan' }],
    });
    expect((await post('192.0.2.77')).json()).toEqual({ address: '192.0.2.77', observations: [] });
    const forged = await fleet.app.inject({
      method: 'POST',
      url: '/api/v1/check/source',
      remoteAddress: '192.0.2.78',
      headers: { 'x-forwarded-for': '127.0.0.1' },
    });
    expect(forged.json().observations).toEqual([]);
  });
});
