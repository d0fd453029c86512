/**
 * Every route, every object, as every other tenant. The routes come from the API's own description: one that is not
 * declared here fails the suite.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { takeIn } from '../intake/intake.js';
import { emptyAssessment, shellFinding } from '../testing/assessment.js';
import { type Client, type Person, startFleet, type TestFleet } from '../testing/fleet.js';

/**
 * public: without an account. half: between password and second factor. everybody: signed in, sees their own. writers: not readers and auditors.
 * analysts, oversight, administrators: the authority's own people.
 */
type Audience = 'public' | 'half' | 'everybody' | 'writers' | 'analysts' | 'oversight' | 'administrators';
interface Declared {
  readonly for: Audience;
  /** A body that the route takes, so that it gets as far as asking who asks. */
  readonly body?: (victim: Victim) => object | string;
}
const reader = (): Declared => ({ for: 'everybody' });
const jsonl = () => '{"id":"x","name":"x"}\n';

const ROUTES: Readonly<Record<string, Declared>> = {
  'GET /me': reader(),
  'POST /login': { for: 'public' },
  'POST /login/totp': { for: 'half', body: () => ({ code: '123456' }) },
  'POST /logout': { for: 'half', body: () => ({}) },
  'POST /setup/start': { for: 'public' },
  'POST /setup/finish': { for: 'public' },
  'POST /me/password': { for: 'everybody', body: () => ({ current: 'x', password: 'long enough to be one' }) },
  'GET /accounts': { for: 'administrators' },
  'PATCH /accounts/{id}': { for: 'administrators', body: () => ({ disabled: true }) },
  'POST /accounts/invitations': {
    for: 'administrators',
    body: (v) => ({ email: 'x@y.example', role: 'organisation', organisation: v.organisation }),
  },
  'GET /audit': reader(),
  'GET /audit/verify': { for: 'oversight' },
  'GET /organisations': reader(),
  'POST /organisations': { for: 'writers', body: (v) => ({ name: 'intruder', provider: v.provider }) },
  'GET /organisations/count': reader(),
  'POST /organisations/import': { for: 'analysts', body: jsonl },
  'GET /organisations/{id}': reader(),
  'PATCH /organisations/{id}': { for: 'analysts', body: () => ({ notes: 'changed by a stranger' }) },
  'GET /organisations/{id}/timeline': reader(),
  'GET /organisations/{id}/contacts': reader(),
  'POST /organisations/{id}/contacts': {
    for: 'writers',
    body: () => ({ role: 'technical', channel: 'email', address: 'stranger@elsewhere.example' }),
  },
  'GET /hosts': reader(),
  'GET /hosts/{id}': reader(),
  'GET /hosts/{id}/assessments': reader(),
  'GET /assessments/{id}': reader(),
  'POST /intake/assessments': {
    for: 'writers',
    body: (v) => ({
      organisation: v.organisation,
      assessment: emptyAssessment(
        'planted.example',
        { patched: 'no', compromised: 'no-sign', cleaned: 'not-needed' },
        [],
      ),
    }),
  },
  'POST /intake/bulk': {
    for: 'writers',
    body: (v) =>
      `${JSON.stringify({
        organisation: v.organisation,
        assessment: emptyAssessment(
          'planted.example',
          { patched: 'no', compromised: 'no-sign', cleaned: 'not-needed' },
          [],
        ),
      })}\n`,
  },
  'GET /board': reader(),
  'GET /trend': reader(),
  'POST /upload-links': { for: 'writers', body: (v) => ({ organisation: v.organisation }) },
  'POST /upload-links/{id}/revoke': { for: 'writers', body: () => ({}) },
  'GET /uploads': reader(),
  'GET /upload/{token}': { for: 'public' },
  'GET /upload/{token}/receipt': { for: 'public' },
  'POST /check': { for: 'public' },
  'POST /check/source': { for: 'public' },
  'GET /tasks': reader(),
  'POST /tasks': { for: 'writers', body: (v) => ({ organisation: v.organisation, title: 'planted' }) },
  'GET /tasks/{id}': reader(),
  'POST /tasks/{id}/approve': { for: 'writers', body: () => ({}) },
  'POST /tasks/{id}/reject': { for: 'writers', body: () => ({}) },
  'POST /tasks/{id}/done': { for: 'writers', body: () => ({ note: 'planted' }) },
  'POST /tasks/{id}/verify': { for: 'writers', body: (v) => ({ assessment: v.assessment }) },
  'GET /notices/templates': { for: 'oversight' },
  'POST /notices/preview': { for: 'analysts' },
  'GET /notices/batches': { for: 'oversight' },
  'POST /notices/batches': { for: 'analysts' },
  'GET /notices/batches/{id}': { for: 'oversight' },
  'GET /notices/batches/{id}/notices': { for: 'oversight' },
  'GET /notices/batches/{id}/preview': { for: 'oversight' },
  'POST /notices/batches/{id}/approve': { for: 'analysts', body: () => ({}) },
  'POST /notices/batches/{id}/start': { for: 'analysts', body: () => ({}) },
  'POST /notices/batches/{id}/pause': { for: 'analysts', body: () => ({}) },
  'POST /notices/batches/{id}/follow-up': { for: 'analysts', body: () => ({ to: 'silent' }) },
  'GET /notices/batches/{id}/letters.csv': { for: 'analysts' },
  'POST /notices/batches/{id}/letters/sent': { for: 'analysts', body: () => ({}) },
  'POST /notices/{id}/answered': { for: 'analysts', body: () => ({}) },
  'POST /notices/{id}/settle': { for: 'analysts', body: () => ({ as: 'sent', reason: 'planted' }) },
  'POST /notices/bounces': { for: 'analysts', body: () => 'planted' },
  'GET /notice/verify': { for: 'public' },
  'GET /notice/key': { for: 'public' },
  'POST /notice/opt-out': { for: 'public' },
  'GET /observations': reader(),
  'GET /observations/levels': { for: 'oversight' },
  'GET /observations/series': { for: 'oversight' },
  'POST /observations/import': { for: 'analysts', body: () => 'planted' },
  'PATCH /observations/{id}': { for: 'analysts', body: () => ({ organisation: null, reason: 'planted' }) },
  'GET /identity': { for: 'oversight' },
  'POST /identity/lists/{list}': { for: 'analysts', body: () => 'planted' },
  'POST /identity/rdap': { for: 'analysts', body: () => 'planted' },
  'POST /identity/security-txt': { for: 'analysts', body: (v) => ({ organisation: v.organisation, text: 'planted' }) },
  'POST /identity/attribute': { for: 'analysts', body: () => ({}) },
  'POST /hunt': { for: 'everybody', body: () => ({ indicators: ['secret-victim'] }) },
  'GET /campaigns': reader(),
  'GET /campaigns/{id}': reader(),
  'GET /campaigns/{id}/infrastructure': { for: 'oversight' },
  'POST /campaigns/find': { for: 'analysts', body: () => ({}) },
};

/** What nobody else may read, in every text that belongs to the victim. */
const SECRET = 'secret-victim';
interface Victim {
  readonly organisation: string;
  readonly provider: string;
  readonly assessment: string;
  /** Ids of all that it has. */
  readonly objects: readonly string[];
}

let fleet: TestFleet;
let victim: Victim;
let routes: string[];
const strangers = new Map<string, Client>();
const insiders = new Map<Person, Client>();
const Id = z.object({ id: z.string() });

async function makeVictim(authority: string): Promise<Victim> {
  const provider = await fleet.newOrganisation(`Provider of ${SECRET}`, { kind: 'msp', authority });
  const organisation = await fleet.newOrganisation(`${SECRET} Ltd`, { parent: provider, authority });
  const people = [
    await fleet.signIn('analyst', undefined, { authority }),
    await fleet.signIn('analyst', undefined, { authority }),
  ];
  const [one = '', two = ''] = people.map((p) => p.account);
  const context = fleet.system(authority);
  return fleet.database.withTenant(context, async (t) => {
    const insert = async (table: string, values: Readonly<Record<string, string | number | null>>): Promise<string> => {
      const columns = ['authority_id', ...Object.keys(values)];
      const row = await t.row(
        Id,
        `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, n) => `$${n + 1}`).join(', ')}) returning id::text`,
        [authority, ...Object.values(values)],
      );
      return row?.id ?? '';
    };
    const owner = { organisation_id: organisation };
    await t.run(
      "insert into organisation_domain (authority_id, organisation_id, domain, source) values ($1, $2, $3, 'x')",
      [authority, organisation, `${SECRET}.example`],
    );
    const taken = await takeIn(
      t,
      emptyAssessment(`ex1.${SECRET}.example`, { patched: 'no', compromised: 'confirmed', cleaned: 'no' }, [
        shellFinding('2021-03-03T07:00:00.000Z'),
      ]),
      { authority, organisation, assessedAt: '2021-03-05T00:00:00Z' },
    );
    const contact = await insert('contact', {
      ...owner,
      channel: 'email',
      address: `it@${SECRET}.example`,
      source: 'x',
    });
    const evidence = await insert('evidence', {
      ...owner,
      sha256: 'a'.repeat(64),
      size: 1,
      name: `${SECRET}.zip`,
      kind: 'collection',
    });
    const task = await insert('task', { ...owner, title: `clean ${SECRET}`, proposed_by: one });
    const batch = await insert('notice_batch', {
      name: `${SECRET} batch`,
      template: 't',
      template_version: '1',
      state: 'approved',
      created_by: one,
      approved_by: two,
    });
    const notice = await insert('notice', {
      ...owner,
      batch_id: batch,
      contact_id: contact,
      channel: 'email',
      address: `it@${SECRET}.example`,
      language: 'en',
      subject: SECRET,
      body: SECRET,
      message_id: `${randomUUID()}@x`,
      verification_hash: 'b'.repeat(64),
    });
    const observation = await insert('observation', {
      ...owner,
      host_id: taken.hostId,
      address: '198.51.100.7',
      hostname: `ex1.${SECRET}.example`,
      observed_at: '2021-03-03T00:00:00Z',
      source: SECRET,
      detector: 'x',
      kind: 'vulnerable',
      key: 'c'.repeat(64),
    });
    const cluster = await insert('cluster', { key: SECRET, name: `${SECRET} cluster`, hosts: 2, organisations: 2 });
    await t.run(
      `insert into cluster_member (authority_id, organisation_id, cluster_id, host_id, score, because) values ($1, $2, $3, $4, 1, '[]')`,
      [authority, organisation, cluster, taken.hostId],
    );
    const link = await insert('one_time_link', {
      ...owner,
      purpose: 'upload',
      token_hash: 'd'.repeat(64),
      expires_at: '2099-01-01T00:00:00Z',
    });
    return {
      organisation,
      provider,
      assessment: taken.assessmentId,
      objects: [
        organisation,
        taken.hostId,
        taken.assessmentId,
        contact,
        evidence,
        task,
        batch,
        notice,
        observation,
        cluster,
        link,
        one,
      ],
    };
  });
}

/** Of everything that the victim has. */
async function fingerprint(authority: string, owner: Victim): Promise<string> {
  const tables = [
    'organisation_domain',
    'organisation_network',
    'contact',
    'host',
    'episode',
    'evidence',
    'assessment',
    'finding',
    'trait',
    'upload',
    'task',
    'notice',
    'observation',
    'one_time_link',
    'cluster_member',
  ];
  const parts = [
    ...tables.map((t) => `select '${t}' as t, x::text as r from ${t} x where organisation_id = $2`),
    `select 'organisation', x::text from organisation x where id = $2 or parent_id = $2`,
    `select 'batch', x::text from notice_batch x where authority_id = $1`,
  ];
  const row = await fleet.database.withTenant(fleet.system(authority), (t) =>
    t.row(
      z.object({ f: z.string() }),
      `select md5(string_agg(t || r, '|' order by t, r)) as f from (${parts.join(' union all ')}) y`,
      [authority, owner.organisation],
    ),
  );
  return row?.f ?? '';
}

const split = (route: string): [string, string] => {
  const [method = '', path = ''] = route.split(' ');
  return [method, `/api/v1${path}`];
};
/** The route with each object in the place of its parameter. */
const addresses = (path: string): string[] =>
  path.includes('{') ? victim.objects.map((id) => path.replace(/\{[^}]+\}/g, id)) : [path];

async function ask(
  client: Pick<Client, 'inject'>,
  route: string,
  url: string,
): Promise<{ status: number; body: string }> {
  const [method] = split(route);
  const body = ROUTES[route]?.body?.(victim);
  const answer = await client.inject({
    method: method === 'PATCH' ? 'PATCH' : method === 'POST' ? 'POST' : 'GET',
    url,
    ...(method === 'GET' ? {} : { payload: body ?? {} }),
    ...(typeof body === 'string' ? { headers: { 'content-type': 'application/x-ndjson' } } : {}),
  });
  return { status: answer.statusCode, body: answer.body };
}

beforeAll(async () => {
  fleet = await startFleet();
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse((await fleet.app.inject({ url: '/api/openapi.json' })).json());
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  );
  victim = await makeVictim(fleet.authority);
  const elsewhere = await fleet.newAuthority('Another authority');
  const other = await fleet.newOrganisation('Other', {});
  const otherProvider = await fleet.newOrganisation('Other provider', { kind: 'msp' });
  const foreign = await fleet.newOrganisation('Foreign', { authority: elsewhere });
  strangers.set('another organisation', await fleet.signIn('organisation', other));
  strangers.set('another provider', await fleet.signIn('msp', otherProvider));
  strangers.set('a reader of another organisation', await fleet.signIn('reader', other));
  strangers.set(
    'an organisation of another authority',
    await fleet.signIn('organisation', foreign, { authority: elsewhere }),
  );
  strangers.set(
    'an administrator of another authority',
    await fleet.signIn('analyst', undefined, { authority: elsewhere, administrator: true }),
  );
  strangers.set('an auditor of another authority', await fleet.signIn('auditor', undefined, { authority: elsewhere }));
  insiders.set('organisation', await fleet.signIn('organisation', victim.organisation));
  insiders.set('msp', await fleet.signIn('msp', victim.provider));
  insiders.set('reader', await fleet.signIn('reader', victim.organisation));
  insiders.set('auditor', await fleet.signIn('auditor'));
  insiders.set('analyst', await fleet.signIn('analyst'));
}, 180_000);
afterAll(() => fleet?.stop());

describe('tenants', () => {
  it('every route is declared here, and nothing that is gone', () => {
    expect([...routes].sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it('the victim is really there: its own people see it', async () => {
    for (const role of ['organisation', 'msp', 'analyst'] as const) {
      const client = insiders.get(role);
      expect((await client?.get(`/api/v1/organisations/${victim.organisation}`))?.body).toContain(SECRET);
      expect((await client?.get('/api/v1/hosts'))?.body).toContain(SECRET);
    }
  });

  it('nobody reads without signing in, nor between password and second factor', async () => {
    const nobody = { inject: (o: Parameters<Client['inject']>[0]) => fleet.app.inject(o) };
    for (const [route, { for: audience }] of Object.entries(ROUTES)) {
      if (audience === 'public') continue;
      for (const url of addresses(split(route)[1])) {
        const { status, body } = await ask(nobody, route, url);
        expect([400, 401, 404, 415], `${route} ${url}: ${body}`).toContain(status);
        if (ROUTES[route]?.body || split(route)[0] === 'GET')
          expect(status === 404 ? 401 : status, `${route} ${url}`).not.toBe(200);
      }
    }
  });

  it.each([
    'another organisation',
    'another provider',
    'a reader of another organisation',
    'an organisation of another authority',
    'an administrator of another authority',
    'an auditor of another authority',
  ])(
    '%s reads nothing of the victim and changes nothing of it',
    async (name) => {
      const client = strangers.get(name);
      if (!client) throw new Error(name);
      const before = await fingerprint(fleet.authority, victim);
      for (const route of Object.keys(ROUTES)) {
        const [method, path] = split(route);
        // Ends the session itself; is tested with sessions.
        if (route === 'POST /logout') continue;
        for (const url of addresses(path)) {
          const { status, body } = await ask(client, route, url);
          expect(status, `${route} ${url}: ${body}`).toBeLessThan(500);
          expect(body.toLowerCase().replaceAll('"secret-victim"', ''), `${route} ${url}`).not.toContain(SECRET);
          if (method === 'GET' && path.includes('{') && ROUTES[route]?.for !== 'public' && body !== '{"items":[]}')
            expect([400, 403, 404], `${route} ${url}: ${body.slice(0, 200)}`).toContain(status);
        }
      }
      expect(await fingerprint(fleet.authority, victim)).toBe(before);
    },
    180_000,
  );
});

describe('roles', () => {
  const MAY: Readonly<Record<Person, readonly Audience[]>> = {
    organisation: ['public', 'half', 'everybody', 'writers'],
    msp: ['public', 'half', 'everybody', 'writers'],
    reader: ['public', 'half', 'everybody'],
    auditor: ['public', 'half', 'everybody', 'oversight'],
    analyst: ['public', 'half', 'everybody', 'writers', 'oversight', 'analysts'],
  };
  it.each(['organisation', 'msp', 'reader', 'auditor', 'analyst'] as const)(
    '%s: only what the role allows',
    async (role) => {
      const client = insiders.get(role);
      if (!client) throw new Error(role);
      for (const [route, declared] of Object.entries(ROUTES)) {
        if (MAY[role].includes(declared.for)) continue;
        for (const url of addresses(split(route)[1])) {
          const { status, body } = await ask(client, route, url);
          expect([400, 403, 404, 415], `${route} ${url}: ${status} ${body}`).toContain(status);
          expect(status, `${route} ${url}`).not.toBe(200);
        }
      }
    },
    180_000,
  );

  it('no change without the CSRF token, on any route', async () => {
    const client = await fleet.signIn('analyst', undefined, { administrator: true });
    const forged = {
      inject: (o: Parameters<Client['inject']>[0]) =>
        fleet.app.inject({
          ...(typeof o === 'string' ? { url: o } : o),
          headers: { ...(typeof o === 'string' ? {} : o.headers), cookie: client.cookie },
        }),
    };
    for (const [route, declared] of Object.entries(ROUTES)) {
      if (route.startsWith('GET') || declared.for === 'public') continue;
      for (const url of addresses(split(route)[1]).slice(0, 2)) {
        const { status, body } = await ask(forged, route, url);
        // 400 and 415: refused before anybody was asked who they are.
        expect([400, 403, 415], `${route}: ${body}`).toContain(status);
        if (declared.body && status === 403) expect(body, route).toContain('csrf');
      }
    }
  }, 120_000);
});
