import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptyAssessment, shellFinding } from '../testing/assessment.js';
import { type Client, startFleet, type TestFleet } from '../testing/fleet.js';

let fleet: TestFleet;
let analyst: Client;
let town: string;
let bank: string;
const API = '/api/v1';

beforeAll(async () => {
  fleet = await startFleet();
  town = await fleet.newOrganisation('Town');
  bank = await fleet.newOrganisation('Bank');
  analyst = await fleet.signIn('analyst');
  await fleet.database.withTenant(fleet.system(), async (t) => {
    await t.run("insert into organisation_domain values ($1, $2, 'town.example', 'register')", [fleet.authority, town]);
    await t.run("insert into organisation_network values ($1, $2, '198.51.100.0/24', 'register')", [
      fleet.authority,
      bank,
    ]);
  });
}, 240_000);
afterAll(async () => fleet?.stop(), 240_000);

const REPORT = `timestamp,ip,port,hostname,tag,url
2021-03-12 00:00:00,192.0.2.1,443,mail.town.example,exchange;webshell,/aspnet_client/a.aspx
2021-03-12 00:00:00,198.51.100.7,443,,exchange;webshell,/owa/auth/b.aspx
2021-03-12 00:00:00,203.0.113.200,443,,exchange;webshell,/owa/auth/c.aspx
nonsense
`;
const send = (who: Client, url: string, payload: string | Buffer, type = 'text/csv') =>
  who.inject({ method: 'POST', url: `${API}${url}`, payload, headers: { 'content-type': type } });
const Answer = z.object({ items: z.array(z.record(z.string(), z.unknown())) });
const list = async (who: Client, url: string): Promise<Record<string, unknown>[]> => {
  const response = await who.get(`${API}${url}`);
  expect(response.statusCode).toBe(200);
  return Answer.parse(response.json()).items;
};

describe('observations over the API', () => {
  it('come in once, also compressed, each given to its organisation with the reason', async () => {
    const url = '/observations/import?source=shadowserver&name=2021-03-12-special-town.csv';
    const first = await send(analyst, url, REPORT);
    expect(first.json()).toMatchObject({ type: 'special', rows: 4, isNew: 3, attributed: 2, refusedCount: 1 });
    const again = await send(analyst, url, gzipSync(REPORT), 'application/gzip');
    expect(again.json()).toMatchObject({ isNew: 0, attributed: 0 });
    const rows = await list(analyst, '/observations?kind=web-shell');
    expect(rows.map((row) => row.attributedBy)).toEqual([
      undefined,
      'network 198.51.100.0/24 (register)',
      'domain town.example (register)',
    ]);
    expect(await list(analyst, '/observations?unattributed=true')).toHaveLength(1);
    expect(await list(analyst, '/observations/levels')).toMatchObject([
      { urls: 3, addresses: 3, organisations: 2, unattributed: 1 },
    ]);
    expect((await send(analyst, url, gzipSync(REPORT).subarray(0, 40), 'application/gzip')).statusCode).toBe(400);
  });

  it('show each organisation its own, and the unattributed to the authority only', async () => {
    const own = await fleet.signIn('organisation', town);
    const rows = await list(own, '/observations');
    expect(rows.map((row) => row.address)).toEqual(['192.0.2.1']);
    expect(await list(own, `/observations?organisation=${bank}`)).toEqual([]);
    for (const url of ['/observations/levels', '/observations/series', '/identity?address=198.51.100.7'])
      expect((await own.get(`${API}${url}`)).statusCode).toBe(403);
    for (const url of ['/observations/import?source=x', '/identity/rdap', '/identity/lists/providers'])
      expect((await send(own, url, REPORT)).statusCode).toBe(403);
    expect((await own.post(`${API}/hunt`, { indicators: ['192.0.2.1'] })).statusCode).toBe(403);
    expect((await fleet.app.inject({ method: 'GET', url: `${API}/observations` })).statusCode).toBe(401);
    const elsewhere = await fleet.newAuthority('Elsewhere');
    expect(await list(await fleet.signIn('analyst', undefined, { authority: elsewhere }), '/observations')).toEqual([]);
  });

  it('are given to somebody by a person, and by the register when it grows', async () => {
    const [row] = await list(analyst, '/observations?unattributed=true');
    const wrong = await analyst.patch(`${API}/observations/${String(row?.id)}`, {
      organisation: fleet.authority,
      reason: 'x',
    });
    expect(wrong.statusCode).toBe(404);
    await fleet.database.withTenant(fleet.system(), (t) =>
      t.run("insert into organisation_network values ($1, $2, '203.0.113.0/24', 'register')", [fleet.authority, bank]),
    );
    expect((await analyst.post(`${API}/identity/attribute`)).json()).toEqual({ changed: 1 });
    const changed = await analyst.patch(`${API}/observations/${String(row?.id)}`, {
      organisation: town,
      reason: 'they told us',
    });
    expect(changed.statusCode).toBe(200);
    expect((await analyst.post(`${API}/identity/attribute`)).json()).toEqual({ changed: 0 });
  });
});

describe('identity over the API', () => {
  it('goes by the register, then national CERT and provider, and says why', async () => {
    const providers = 'network,asn,name,country,abuse\n203.0.0.0/8,64500,Some ISP,NL,abuse@isp.example\nx,1,y,z,w\n';
    expect((await send(analyst, '/identity/lists/providers', providers)).json()).toEqual({ taken: 1, refused: 1 });
    await send(analyst, '/identity/lists/national-certs', 'country,name,email\nNL,National CERT,cert@cert.example\n');
    expect(await list(analyst, '/identity?address=203.0.200.1')).toMatchObject([
      { level: 'national-cert', reason: 'country of the network is NL' },
      { level: 'provider', email: 'abuse@isp.example' },
    ]);
    expect(await list(analyst, '/identity?address=198.51.100.9')).toMatchObject([
      { level: 'organisation', name: 'Bank' },
    ]);
  });

  it('takes what registries and security.txt say, for whom it is', async () => {
    const answer = {
      objectClassName: 'ip network',
      startAddress: '192.0.2.0',
      endAddress: '192.0.2.127',
      entities: [
        {
          roles: ['technical'],
          vcardArray: [
            'vcard',
            [
              ['fn', {}, 'text', 'IT'],
              ['email', {}, 'text', 'it@town.example'],
            ],
          ],
        },
      ],
    };
    const stranger = { ...answer, startAddress: '10.0.0.0', endAddress: '10.0.0.255', entities: [] };
    const lines = `${JSON.stringify(answer)}\n${JSON.stringify(stranger)}\nnonsense\n`;
    const taken = await send(analyst, '/identity/rdap', lines, 'application/x-ndjson');
    expect(taken.json()).toEqual({ records: 2, networks: 1, contacts: 1, unmatched: 1, refusedCount: 1 });
    const again = await send(analyst, '/identity/rdap', lines, 'application/x-ndjson');
    expect(again.json()).toMatchObject({ networks: 0, contacts: 0 });
    fleet.setTime(Date.UTC(2021, 2, 10));
    const text = 'Contact: mailto:cert@town.example\nExpires: 2021-12-31T00:00:00Z\nPreferred-Languages: nl\n';
    expect((await analyst.post(`${API}/identity/security-txt`, { organisation: town, text })).json()).toMatchObject({
      contacts: 1,
      problems: [],
    });
    fleet.setTime(Date.UTC(2022, 2, 10));
    expect((await analyst.post(`${API}/identity/security-txt`, { organisation: bank, text })).json()).toMatchObject({
      contacts: 0,
      problems: ['expired'],
    });
    fleet.setTime(undefined);
  });
});

describe('S-Late evidence', () => {
  it('finds who was there before the list came', async () => {
    const assessment = {
      ...emptyAssessment('mail.town.example', { patched: 'no', compromised: 'confirmed', cleaned: 'no' }, [
        shellFinding('2021-03-03T07:00:00.000Z'),
      ]),
      clients: [
        {
          address: '192.0.2.77',
          role: 'intruder',
          requests: 1,
          outcome: 'success',
          sessions: [],
          findings: [],
          context: [],
        },
      ],
    };
    const taken = await analyst.post(`${API}/intake/assessments`, { organisation: town, assessment });
    expect(taken.statusCode).toBe(200);
    const found = await analyst.post(`${API}/hunt`, {
      indicators: ['192.0.2.77', '198.51.100.7', 'ab'.repeat(32), '203.0.113.250'],
    });
    expect(found.json()).toMatchObject({ hosts: 1, organisations: 2 });
    const items = Answer.parse(found.json()).items.map(
      ({ indicator, where, kind }) => `${String(indicator)} ${String(where)} ${String(kind)}`,
    );
    expect(items).toEqual([
      '192.0.2.77 trait client',
      '198.51.100.7 observation web-shell',
      `${'ab'.repeat(32)} trait file-hash`,
    ]);
    const deep = await analyst.post(`${API}/hunt`, {
      indicators: ['inetpub\\wwwroot\\aspnet_client', '100%_no'],
      deep: true,
    });
    expect(Answer.parse(deep.json()).items.map(({ where }) => where)).toEqual(['document']);
  });
});

describe('campaigns over the API', () => {
  it('are found by a job, and kept from others', async () => {
    expect((await analyst.post(`${API}/campaigns/find`)).statusCode).toBe(200);
    expect(await list(analyst, '/campaigns')).toEqual([]);
    const own = await fleet.signIn('organisation', town);
    expect((await own.post(`${API}/campaigns/find`)).statusCode).toBe(403);
    expect((await own.get(`${API}/campaigns/${town}`)).statusCode).toBe(404);
    expect((await own.get(`${API}/campaigns/${town}/infrastructure`)).statusCode).toBe(403);
  });
});
