import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { takeIn } from '../intake/intake.js';
import { emptyAssessment, shellFinding } from '../testing/assessment.js';
import { type Client, startFleet, type TestFleet } from '../testing/fleet.js';
import { cellsOf } from './csv.js';

let fleet: TestFleet;
let analyst: Client;
const JSONL = [
  '{"id":"o-1","name":"Northmere Bakery","sector":"food","size":"small","country":"NL","provider":"o-3","domains":["northmere.example"],"netblocks":["198.18.0.0/30"],"contacts":[{"role":"administrator","email":"IT@northmere.example","source":"register"},{"role":"isp-abuse","email":"abuse@isp.example","source":"asn"}]}',
  '{"id":"o-2","name":"Cedar 100% Law","sector":"law","country":"de","contacts":[{"role":"management","post":"Street 1, Town"}]}',
  '{"id":"o-3","name":"Harbour IT Services","size":40}',
  '{"id":"o-4"}',
  'not json',
].join('\n');

const Page = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })), next: z.string().optional() });
const names = async (client: Client, query: string): Promise<string[]> => {
  const answer = await client.get(`/api/v1/organisations?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return Page.parse(answer.json()).items.map((i) => i.name);
};
const send = (client: Client, payload: string | Buffer, type = 'application/x-ndjson') =>
  client.inject({ method: 'POST', url: '/api/v1/organisations/import', payload, headers: { 'content-type': type } });
let ids: Map<string, string>;

beforeAll(async () => {
  fleet = await startFleet();
  analyst = await fleet.signIn('analyst');
  const answer = await send(analyst, gzipSync(JSONL));
  expect(answer.json()).toMatchObject({ created: 3, updated: 0, refusedCount: 2 });
  const { items } = Page.parse((await analyst.get('/api/v1/organisations')).json());
  ids = new Map(items.map((i) => [i.name, i.id]));
  await fleet.database.withTenant(fleet.system(), async (t) => {
    const of = (name: string, axes: Parameters<typeof emptyAssessment>[1], host = 'ex1.example') =>
      takeIn(
        t,
        emptyAssessment(host, axes, axes.compromised === 'confirmed' ? [shellFinding('2021-03-03T07:00:00.000Z')] : []),
        {
          authority: fleet.authority,
          organisation: ids.get(name) ?? '',
          assessedAt: '2021-03-10T00:00:00.000Z',
        },
      );
    await of('Northmere Bakery', { patched: 'yes', compromised: 'confirmed', cleaned: 'no' });
    await of('Northmere Bakery', { patched: 'no', compromised: 'no-sign', cleaned: 'not-needed' }, 'ex2.example');
    await of('Cedar 100% Law', { patched: 'yes', compromised: 'no-sign', cleaned: 'not-needed' });
  });
}, 180_000);
afterAll(() => fleet?.stop());

describe('the register', () => {
  it('comes in twice without effect, with its reasons for what it refuses', async () => {
    const again = await send(analyst, JSONL);
    expect(again.json()).toMatchObject({
      created: 0,
      updated: 3,
      refused: [
        { line: 4, problem: expect.stringContaining('name') },
        { line: 5, problem: 'not JSON' },
      ],
    });
    const contacts = await analyst.get(`/api/v1/organisations/${ids.get('Northmere Bakery')}/contacts`);
    expect(contacts.json()).toMatchObject({
      items: [
        { address: 'abuse@isp.example', role: 'abuse', source: 'isp' },
        { address: 'it@northmere.example', role: 'technical', source: 'register' },
      ],
    });
  });

  it('comes as CSV, too, and says what it cannot read', async () => {
    const csv =
      'external_key,Name,Country,Domains,Email\r\no-9,"Mill, ""Old"" & Co",fr,mill.example;mill2.example,it@mill.example\r\no-8,X,fr,not a domain!,\r\n';
    expect((await send(analyst, csv, 'text/csv')).json()).toMatchObject({ created: 1, refusedCount: 1 });
    expect(await names(analyst, 'q=mill2')).toEqual(['Mill, "Old" & Co']);
    const none = await send(analyst, 'a,b\r\n1,2\r\n', 'text/csv');
    expect([none.statusCode, none.json()]).toMatchObject([400, { error: { code: 'invalid' } }]);
    expect((await send(analyst, Buffer.from([0x1f, 0x8b, 1, 2, 3]))).statusCode).toBe(400);
    expect((await analyst.post('/api/v1/organisations/import', {})).statusCode).toBe(415);
  });

  it('is for analysts', async () => {
    const provider = await fleet.signIn('msp', ids.get('Harbour IT Services'));
    expect((await send(provider, JSONL)).statusCode).toBe(403);
  });
});

describe('organisations', () => {
  it('are found by name, domain and host; signs of patterns are only signs', async () => {
    expect(await names(analyst, 'q=NORTHMERE.example')).toEqual(['Northmere Bakery']);
    expect(await names(analyst, 'q=ex2')).toEqual(['Northmere Bakery']);
    expect(await names(analyst, `q=${encodeURIComponent('100%')}`)).toEqual(['Cedar 100% Law']);
    expect(await names(analyst, `q=${encodeURIComponent("'; drop table fleet.host; --")}`)).toEqual([]);
    expect(await names(analyst, 'country=NL')).toEqual(['Northmere Bakery']);
    expect(await names(analyst, 'sector=law')).toEqual(['Cedar 100% Law']);
    expect(await names(analyst, `provider=${ids.get('Harbour IT Services')}`)).toEqual(['Northmere Bakery']);
  });

  it('are shown with the worst of each axis by itself, and the stage they reached', async () => {
    const { items } = z
      .object({ items: z.array(z.record(z.string(), z.unknown())) })
      .parse((await analyst.get('/api/v1/organisations?q=Northmere')).json());
    expect(items[0]).toMatchObject({
      hosts: 2,
      axes: { patched: 'no', compromised: 'confirmed', cleaned: 'no' },
      stage: 'compromised',
      provider: { name: 'Harbour IT Services' },
    });
    expect(await names(analyst, 'stage=compromised')).toEqual(['Northmere Bakery']);
    expect(await names(analyst, 'stage=evidence&patched=yes')).toEqual(['Cedar 100% Law']);
    expect((await analyst.get('/api/v1/organisations/count?stage=evidence')).json()).toMatchObject({ matching: 1 });
    expect((await analyst.get('/api/v1/organisations/count?q=zzz')).json()).toMatchObject({ matching: 0 });
    expect((await names(analyst, 'sort=hosts'))[0]).toBe('Northmere Bakery');
  });

  it.each(['', 'sort=hosts&', 'sort=silence&'])('page by page are the whole list (%s)', async (order) => {
    const whole = await names(analyst, `${order}limit=500`);
    const pieces: string[] = [];
    let cursor = '';
    do {
      const answer = await analyst.get(`/api/v1/organisations?${order}limit=1${cursor}`);
      const { items, next } = Page.parse(answer.json());
      pieces.push(...items.map((i) => i.name));
      cursor = next === undefined ? '' : `&cursor=${next}`;
    } while (cursor !== '' && pieces.length < 50);
    expect(pieces).toEqual(whole);
    expect((await analyst.get('/api/v1/organisations?cursor=bm90IG91cnM')).statusCode).toBe(400);
  });

  it('have a page with everything, made, changed and told about', async () => {
    const made = await analyst.post('/api/v1/organisations', {
      name: 'New',
      domains: ['NEW.example'],
      networks: ['198.18.9.0/24'],
    });
    expect([made.statusCode, made.json()]).toMatchObject([201, { name: 'New', domains: [{ domain: 'new.example' }] }]);
    const { id } = z.object({ id: z.string() }).parse(made.json());
    const changed = await analyst.patch(`/api/v1/organisations/${id}`, { notes: 'rang them', tlp: 'RED' });
    expect(changed.json()).toMatchObject({ notes: 'rang them', tlp: 'RED' });
    const contact = { role: 'security', channel: 'email', address: 'cert@new.example' };
    expect((await analyst.post(`/api/v1/organisations/${id}/contacts`, contact)).statusCode).toBe(201);
    expect((await analyst.post(`/api/v1/organisations/${id}/contacts`, contact)).statusCode).toBe(409);
    const timeline = z
      .object({ items: z.array(z.object({ kind: z.string(), text: z.string() })) })
      .parse((await analyst.get(`/api/v1/organisations/${id}/timeline`)).json());
    expect(timeline.items.map((i) => i.text)).toEqual([
      expect.stringContaining('contact.create'),
      expect.stringContaining('organisation.change'),
    ]);
  });

  it('have a timeline in one order, page by page', async () => {
    const url = `/api/v1/organisations/${ids.get('Northmere Bakery')}/timeline`;
    const Line = z.object({
      items: z.array(z.object({ at: z.string(), text: z.string() })),
      next: z.string().optional(),
    });
    const whole = Line.parse((await analyst.get(url)).json()).items;
    expect(whole.map((i) => i.text)).toEqual(expect.arrayContaining(['Case opened']));
    const first = Line.parse((await analyst.get(`${url}?limit=2`)).json());
    const rest = Line.parse((await analyst.get(`${url}?cursor=${first.next}`)).json());
    expect([...first.items, ...rest.items]).toEqual(whole);
  });
});

describe('tenants', () => {
  it('a provider sees its customers, makes new ones, and nobody else', async () => {
    const provider = await fleet.signIn('msp', ids.get('Harbour IT Services'));
    expect(await names(provider, '')).toEqual(['Harbour IT Services', 'Northmere Bakery']);
    expect((await provider.get(`/api/v1/organisations/${ids.get('Cedar 100% Law')}`)).statusCode).toBe(404);
    expect((await provider.get(`/api/v1/organisations/${ids.get('Cedar 100% Law')}/timeline`)).statusCode).toBe(404);
    const made = await provider.post('/api/v1/organisations', { name: 'Customer two' });
    expect([made.statusCode, made.json()]).toMatchObject([201, { provider: { name: 'Harbour IT Services' } }]);
    const customer = await fleet.signIn('organisation', ids.get('Northmere Bakery'));
    expect(await names(customer, '')).toEqual(['Northmere Bakery']);
    expect((await customer.post('/api/v1/organisations', { name: 'x' })).statusCode).toBe(403);
    // The provider's own record is not the customer's to see: not even its name.
    expect(JSON.stringify((await customer.get('/api/v1/organisations')).json())).not.toContain('Harbour');
  });

  it('hosts follow their organisation', async () => {
    const hosts = (await analyst.get('/api/v1/hosts?compromised=confirmed')).json();
    const { items } = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(hosts);
    expect(items).toHaveLength(1);
    const url = `/api/v1/hosts/${items[0]?.id}`;
    expect((await analyst.get(url)).json()).toMatchObject({
      episodes: [{ number: 1 }],
      assessment: expect.any(String),
    });
    const other = await fleet.signIn('organisation', ids.get('Cedar 100% Law'));
    expect((await other.get(url)).statusCode).toBe(404);
    expect((await fleet.app.inject({ url })).statusCode).toBe(401);
  });
});

describe('CSV', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['a,,', ['a', '', '']],
    ['"a,""b""",c', ['a,"b"', 'c']],
    ['', ['']],
    ['"open', ['open']],
  ])('%s', (line, cells) => expect(cellsOf(line)).toEqual(cells));
});
