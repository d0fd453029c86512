import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startFleet, type TestFleet } from '../testing/fleet.js';
import { createLink, firstAdministratorLink } from './links.js';
import { FAILURES } from './login.js';
import { hashPassword, isPassword } from './passwords.js';
import { ATTEMPTS_PER_MINUTE } from './routes.js';
import { seal, unseal } from './seal.js';
import { SESSION_IDLE, SESSION_LIFE } from './sessions.js';

let fleet: TestFleet;
/** 12 November 2026, on the boundary of a 30-second step. */
const START = Date.UTC(2026, 10, 12, 8, 0, 0);
const PASSWORD = 'correct horse battery';
const EMAIL = 'first@cert.example';
let secret = '';
let hop = 0;

beforeAll(async () => {
  fleet = await startFleet();
  fleet.setTime(START);
  const token = await firstAdministratorLink(fleet.database, fleet.authority, START);
  const start = await call('/setup/start', { token });
  secret = z.object({ totp: z.object({ secret: z.string() }) }).parse(start.json()).totp.secret;
  const finish = await call('/setup/finish', { token, email: EMAIL, password: PASSWORD, code: code(START) });
  expect(finish.statusCode).toBe(200);
}, 180_000);
afterAll(() => fleet?.stop());
let now = START;
beforeEach(() => {
  // Each test has its own day: no step of a one-time password is used up, no lock is left.
  now += 86_400_000;
  fleet.setTime(now);
});

const code = (at: number): string => generateSync({ secret, epoch: Math.floor(at / 1000) });

interface Answer {
  readonly statusCode: number;
  readonly cookie: string | undefined;
  readonly setCookie: string;
  readonly csrf: string;
  json(): unknown;
}
/** A request from another address each time, unless one is given: limits by address are tested by themselves. */
async function call(
  path: string,
  payload: object,
  { cookie, csrf, address }: { cookie?: string | undefined; csrf?: string; address?: string } = {},
): Promise<Answer> {
  hop++;
  const response = await fleet.app.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    payload,
    remoteAddress: address ?? `198.51.${Math.floor(hop / 250)}.${hop % 250}`,
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
    },
  });
  const setCookie = String(response.headers['set-cookie'] ?? '');
  const body = z.object({ csrf: z.string() }).safeParse(response.json());
  return {
    statusCode: response.statusCode,
    setCookie,
    cookie: setCookie === '' ? undefined : setCookie.split(';')[0],
    csrf: body.success ? body.data.csrf : '',
    json: () => response.json(),
  };
}
const me = (cookie: string | undefined) =>
  fleet.app.inject({ url: '/api/v1/me', headers: cookie === undefined ? {} : { cookie } });

async function signIn(): Promise<Answer> {
  const half = await call('/login', { email: EMAIL, password: PASSWORD });
  return call('/login/totp', { code: code(now) }, { cookie: half.cookie, csrf: half.csrf });
}

describe('signing in', () => {
  it('takes a password and a one-time password; half of it opens nothing', async () => {
    const half = await call('/login', { email: ` ${EMAIL.toUpperCase()} `, password: PASSWORD });
    expect(half.json()).toMatchObject({ next: 'totp' });
    expect(half.setCookie).toMatch(/HttpOnly/);
    expect(half.setCookie).toMatch(/SameSite=Strict/);
    const early = await me(half.cookie);
    expect([early.statusCode, early.json()]).toMatchObject([401, { error: { code: 'second-factor-missing' } }]);
    const full = await call('/login/totp', { code: code(now) }, { cookie: half.cookie, csrf: half.csrf });
    expect(full.json()).toMatchObject({ email: EMAIL, role: 'analyst', administrator: true });
    expect(full.cookie).not.toBe(half.cookie);
    expect((await me(half.cookie)).statusCode).toBe(401);
    expect((await me(full.cookie)).statusCode).toBe(200);
  });

  it('a one-time password never counts twice, also not of two requests at once', async () => {
    const halves = await Promise.all([1, 2, 3].map(() => call('/login', { email: EMAIL, password: PASSWORD })));
    const answers = await Promise.all(
      halves.map((h) => call('/login/totp', { code: code(now) }, { cookie: h.cookie, csrf: h.csrf })),
    );
    expect(answers.map((a) => a.statusCode).sort()).toEqual([200, 401, 401]);
  });

  it('says the same of an unknown address, a wrong password and a locked account; right answers unlock', async () => {
    const unknown = await call('/login', { email: 'nobody@cert.example', password: 'x' });
    const wrong = await call('/login', { email: EMAIL, password: 'x' });
    expect([wrong.statusCode, wrong.json()]).toEqual([unknown.statusCode, unknown.json()]);
    for (let n = 1; n < FAILURES; n++) await call('/login', { email: EMAIL, password: 'x' });
    const locked = await call('/login', { email: EMAIL, password: PASSWORD });
    expect([locked.statusCode, locked.json()]).toEqual([401, wrong.json()]);
    now += 31_000;
    fleet.setTime(now);
    expect((await signIn()).statusCode).toBe(200);
  });

  it('guessing one-time passwords locks, too: the right password in between does not start anew', async () => {
    const codes: number[] = [];
    for (let n = 0; n < FAILURES; n++) {
      const half = await call('/login', { email: EMAIL, password: PASSWORD });
      codes.push((await call('/login/totp', { code: '000000' }, { cookie: half.cookie, csrf: half.csrf })).statusCode);
    }
    expect(codes).toEqual(Array(FAILURES).fill(401));
    expect((await call('/login', { email: EMAIL, password: PASSWORD })).statusCode).toBe(401);
  });

  it('limits attempts from one address', async () => {
    const codes: number[] = [];
    for (let n = 0; n <= ATTEMPTS_PER_MINUTE; n++)
      codes.push((await call('/setup/start', { token: 'x' }, { address: '203.0.113.9' })).statusCode);
    expect(codes.at(-1)).toBe(429);
    expect(codes[0]).toBe(404);
  });
});

describe('a session', () => {
  it('ends when idle, at the latest after half a day, and by signing out', async () => {
    const idle = await signIn();
    fleet.setTime(now + SESSION_IDLE + 1);
    expect((await me(idle.cookie)).statusCode).toBe(401);
    now += 2 * SESSION_IDLE;
    fleet.setTime(now);
    const used = await signIn();
    for (let at = now; at < now + SESSION_LIFE; at += SESSION_IDLE / 2) {
      fleet.setTime(at);
      expect((await me(used.cookie)).statusCode).toBe(200);
    }
    fleet.setTime(now + SESSION_LIFE);
    expect((await me(used.cookie)).statusCode).toBe(401);
    now += 2 * SESSION_LIFE;
    fleet.setTime(now);
    const out = await signIn();
    expect((await call('/logout', {}, { cookie: out.cookie, csrf: out.csrf })).statusCode).toBe(200);
    expect((await me(out.cookie)).statusCode).toBe(401);
  });

  it('changes nothing without its CSRF token', async () => {
    const session = await signIn();
    const without = await call('/logout', {}, { cookie: session.cookie });
    expect([without.statusCode, without.json()]).toMatchObject([403, { error: { code: 'csrf' } }]);
    const other = await fleet.signIn('analyst');
    expect((await call('/logout', {}, { cookie: session.cookie, csrf: other.csrf })).statusCode).toBe(403);
    expect((await me(session.cookie)).statusCode).toBe(200);
  });

  it('keeps no token in the database, and none that was made up is one', async () => {
    const { cookie = '' } = await signIn();
    const token = cookie.split('=')[1] ?? '';
    const rows = await fleet.database.asOwner((t) =>
      t.rows(z.object({ row: z.string() }), 'select s::text as row from session s'),
    );
    expect(rows.some((r) => r.row.includes(token.split('.')[1] ?? ''))).toBe(false);
    for (const bad of [`${fleet.authority}.${'A'.repeat(43)}`, "'; drop table session; --", 'x.y.z', ''])
      expect((await me(`allclear=${encodeURIComponent(bad)}`)).statusCode).toBe(401);
  });
});

describe('people', () => {
  it('a one-time link works once, also of two at once', async () => {
    const { token } = await fleet.database.withTenant(fleet.system(), (t) =>
      createLink(t, fleet.authority, 'invitation', { email: 'new@cert.example', role: 'auditor' }, now),
    );
    const info = z
      .object({ totp: z.object({ secret: z.string() }) })
      .parse((await call('/setup/start', { token })).json());
    const body = {
      token,
      email: 'somebody.else@cert.example',
      password: 'another long one',
      code: generateSync({ secret: info.totp.secret, epoch: now / 1000 }),
    };
    const both = await Promise.all([call('/setup/finish', body), call('/setup/finish', body)]);
    expect(both.map((a) => a.statusCode).sort()).toEqual([200, 404]);
    expect(both.find((a) => a.statusCode === 200)?.json()).toMatchObject({
      email: 'new@cert.example',
      role: 'auditor',
    });
  });

  it('once somebody can sign in there is no link of the first administrator any more', async () => {
    expect(await firstAdministratorLink(fleet.database, fleet.authority, now)).toBeUndefined();
  });

  it('are invited and disabled by administrators only; who is disabled is signed out', async () => {
    const administrator = await fleet.signIn('analyst', undefined, { administrator: true });
    const analyst = await fleet.signIn('analyst');
    const town = await fleet.newOrganisation('town');
    const invitation = { email: 'it@town.example', role: 'organisation', organisation: town };
    expect((await analyst.post('/api/v1/accounts/invitations', invitation)).statusCode).toBe(403);
    const made = await administrator.post('/api/v1/accounts/invitations', invitation);
    expect(made.json()).toMatchObject({ link: expect.stringMatching(/^http:\/\/fleet\.example\/setup#/) });
    expect((await administrator.post('/api/v1/accounts/invitations', { ...invitation, role: 'msp' })).statusCode).toBe(
      400,
    );
    const url = `/api/v1/accounts/${analyst.account}`;
    expect((await administrator.patch(url, { disabled: true })).json()).toMatchObject({ disabled: true });
    expect((await analyst.get('/api/v1/me')).statusCode).toBe(401);
    const own = `/api/v1/accounts/${administrator.account}`;
    expect((await administrator.patch(own, { administrator: false })).statusCode).toBe(400);
  });
});

describe('the audit record', () => {
  it('holds what was done, and its chain is whole even when many write at once', async () => {
    const administrator = await fleet.signIn('analyst', undefined, { administrator: true });
    const invite = (n: number) =>
      administrator.post('/api/v1/accounts/invitations', { email: `a${n}@cert.example`, role: 'auditor' });
    await Promise.all(Array.from({ length: 20 }, (_, n) => invite(n)));
    const auditor = await fleet.signIn('auditor');
    const list = await auditor.get('/api/v1/audit?action=account.invite&limit=15');
    const page = z.object({ items: z.array(z.object({ id: z.string() })), next: z.string() }).parse(list.json());
    const rest = await auditor.get(`/api/v1/audit?action=account.invite&limit=500&cursor=${page.next}`);
    const more = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(rest.json());
    const ids = [...page.items, ...more.items].map((i) => Number(i.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(20);
    expect((await auditor.get('/api/v1/audit/verify')).json()).toMatchObject({ intact: true });
  });

  it('shows a change by somebody who got around the rules of the database', async () => {
    const elsewhere = await fleet.newAuthority('tampered');
    const system = fleet.system(elsewhere);
    const { audit } = await import('./audit.js');
    for (const action of ['a', 'b', 'c'])
      await fleet.database.withTenant(system, (t) =>
        audit(t, system, { actor: 'x', action, objectKind: 'k', objectId: 'i' }),
      );
    const id = await fleet.database.asOwner(async (t) => {
      await t.run('alter table audit disable trigger audit_is_final');
      const row = await t.row(
        z.object({ id: z.string() }),
        "update audit set action = 'z' where authority_id = $1 and action = 'b' returning id::text",
        [elsewhere],
      );
      await t.run('alter table audit enable trigger audit_is_final');
      return row?.id;
    });
    const auditor = await fleet.signIn('auditor', undefined, { authority: elsewhere });
    expect((await auditor.get('/api/v1/audit/verify')).json()).toMatchObject({
      intact: false,
      firstBroken: id,
      rows: 3,
    });
    expect((await (await fleet.signIn('reader')).get('/api/v1/audit/verify')).statusCode).toBe(403);
  });
});

describe('secrets', () => {
  it('passwords are told apart, and a stored hash that asks for too much is none', async () => {
    const stored = await hashPassword('pässword pässword');
    expect(await isPassword('pa\u0308ssword pa\u0308ssword', stored)).toBe(true);
    expect(await isPassword('password', stored)).toBe(false);
    expect(await isPassword('x', 'scrypt$40$8$1$AA$AA')).toBe(false);
    expect(await isPassword('x', '')).toBe(false);
  });

  it('what is sealed opens with its key and for its owner only', () => {
    const key = Buffer.alloc(32, 1);
    const sealed = seal(key, 'me', 'secret');
    expect(unseal(key, 'me', sealed)).toBe('secret');
    expect(() => unseal(key, 'you', sealed)).toThrow();
    expect(() => unseal(Buffer.alloc(32, 2), 'me', sealed)).toThrow();
  });
});
