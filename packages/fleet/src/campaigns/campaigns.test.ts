import { loadContent } from '@allclear/content';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TenantContext } from '../database/index.js';
import { Activity } from '../intake/activities.js';
import { startStore, type TestStore } from '../testing/store.js';
import { consistentWith } from './known-groups.js';
import { getCampaign, infrastructureOf, listCampaigns } from './read-clusters.js';
import { refresh } from './refresh.js';
import { clusterAuthority } from './store-clusters.js';

let store: TestStore;
let authority: string;
const organisations: string[] = [];
const hosts: string[] = [];

const activity = (n: number): Activity =>
  Activity.parse({
    page: `/aspnet_client/secret${n}.aspx`,
    at: `2021-03-0${3 + n}T04:00:00.000Z`,
    parameters: ['townparameter'],
    body: 'ab'.repeat(32),
    clients: [`192.0.2.${n % 2}`],
    stems: ['/ecp/y.js'],
  });

async function addTraits(n: number, one: Activity): Promise<void> {
  await store.run(authority, async (t) => {
    const row = await t.row(
      z.object({ id: z.string() }),
      `insert into assessment (authority_id, organisation_id, host_id, digest, assessed_at, level, patched, compromised, cleaned, tool, content, document)
       values ($1, $2, $3, $4, now(), 'compromised', 'no', 'confirmed', 'no', '0', 'c', '{}') returning id`,
      [authority, organisations[n] ?? '', hosts[n] ?? '', String(Math.random()).padEnd(64, '0').slice(0, 64)],
    );
    for (const [kind, value] of [
      ['activity', JSON.stringify(one)],
      ['client', one.clients[0] ?? ''],
    ])
      await t.run(
        'insert into trait (authority_id, organisation_id, host_id, assessment_id, kind, value) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
        [authority, organisations[n] ?? '', hosts[n] ?? '', row?.id ?? '', kind ?? '', value ?? ''],
      );
  });
}

beforeAll(async () => {
  store = await startStore();
  authority = await store.newAuthority('CERT');
  for (let n = 0; n < 5; n++) {
    const organisation = await store.newOrganisation(authority, `Organisation ${n}`);
    organisations.push(organisation);
    hosts.push(await store.newHost(authority, organisation, `mail${n}.organisation${n}.example`));
  }
  for (let n = 0; n < 4; n++) await addTraits(n, activity(n));
}, 180_000);
afterAll(async () => store?.stop());

const as = (role: TenantContext['role'], organisation?: string): TenantContext => ({
  authority,
  role,
  ...(organisation === undefined ? {} : { organisation }),
});

describe('clusters in the database', () => {
  it('are found, and stay the same when they grow', async () => {
    const result = await clusterAuthority(store.database, authority, []);
    expect(result).toEqual({ hosts: 4, clusters: 1, clustered: 4 });
    const [first] = (await listCampaigns(store.database, as('analyst'), { limit: 50 })).items;
    expect(first).toMatchObject({ hosts: 4, organisations: 4, first: '2021-03-03T04:00:00.000Z' });
    await addTraits(4, activity(4));
    await clusterAuthority(store.database, authority, []);
    const again = (await listCampaigns(store.database, as('analyst'), { limit: 50 })).items;
    expect(again).toHaveLength(1);
    expect(again[0]).toMatchObject({ id: first?.id, name: first?.name, hosts: 5 });
  });

  it('tell the authority everything', async () => {
    const [row] = (await listCampaigns(store.database, as('analyst'), { limit: 50 })).items;
    const campaign = await getCampaign(store.database, as('auditor'), row?.id ?? '');
    expect(campaign?.members).toHaveLength(5);
    expect(campaign?.traits.map(({ kind }) => kind)).toContain('shell-parameter');
    expect(campaign?.sectors).toEqual([{ sector: 'unknown', organisations: 5 }]);
    const infrastructure = await infrastructureOf(store.database, as('analyst'), row?.id ?? '');
    expect(infrastructure?.addresses.map(({ address, hosts: count }) => [address, count])).toEqual([
      ['192.0.2.0', 3],
      ['192.0.2.1', 2],
    ]);
  });

  it('never tell one case the name, the address or the page of another', async () => {
    const own = as('organisation', organisations[0]);
    const [row] = (await listCampaigns(store.database, own, { limit: 50 })).items;
    expect(row?.hosts).toBe(5);
    const campaign = await getCampaign(store.database, own, row?.id ?? '');
    expect(campaign?.members.map(({ organisation }) => organisation.name)).toEqual(['Organisation 0']);
    expect(campaign?.partial).toBe('Only your own servers are shown; 4 more belong to others.');
    const text = JSON.stringify([row, campaign]);
    for (let n = 1; n < 5; n++) {
      expect(text).not.toContain(`Organisation ${n}`);
      expect(text).not.toContain(organisations[n]);
      expect(text).not.toContain(hosts[n]);
      expect(text).not.toContain(`secret${n}`);
      expect(text).not.toContain(`organisation${n}.example`);
    }
    expect(text).not.toContain('192.0.2.1');
    expect(await infrastructureOf(store.database, own, row?.id ?? '')).toBeUndefined();
    const stranger = await store.newOrganisation(authority, 'Stranger');
    const other = as('organisation', stranger);
    expect((await listCampaigns(store.database, other, { limit: 50 })).items).toEqual([]);
    expect(await getCampaign(store.database, other, row?.id ?? '')).toBeUndefined();
    const elsewhere = await store.newAuthority('Elsewhere');
    expect(await getCampaign(store.database, { authority: elsewhere, role: 'analyst' }, row?.id ?? '')).toBeUndefined();
  });

  it('are looked for again only where something came in, by whatever way', async () => {
    const other = await store.newAuthority('Refreshed');
    const none = async () => [];
    expect(await refresh(store.database, other, none)).toEqual({ attributed: true, clustered: true });
    expect(await refresh(store.database, other, none)).toEqual({ attributed: false, clustered: false });
    const organisation = await store.newOrganisation(other, 'Late');
    await store.run(other, (t) =>
      t.run("insert into organisation_network values ($1, $2, '192.0.2.0/24', 'register')", [other, organisation]),
    );
    expect(await refresh(store.database, other, none)).toEqual({ attributed: true, clustered: false });
    expect(await refresh(store.database, other, none)).toEqual({ attributed: false, clustered: false });
  });

  it('go away with their traits', async () => {
    const other = await store.newAuthority('Empty');
    expect(await clusterAuthority(store.database, other, [])).toEqual({ hosts: 0, clusters: 0, clustered: 0 });
    await store.run(authority, (t) => t.run('delete from trait'));
    await clusterAuthority(store.database, authority, []);
    expect((await listCampaigns(store.database, as('analyst'), { limit: 50 })).items).toEqual([]);
  });
});

describe('consistentWith', () => {
  const evidence = (values: { kind: string; value: string; hosts: number }[]) => ({
    hosts: 10,
    values,
    rules: new Map<string, number>(),
    first: '2021-03-18T10:00:00.000Z',
    last: '2021-03-19T10:00:00.000Z',
  });
  it('needs marks of several kinds on a good part of the hosts', async () => {
    const { actors } = await loadContent();
    const marks = [
      { kind: 'file-name', value: 'chackpasspl.aspx', hosts: 9 },
      { kind: 'domain', value: 'yuuuuu44.com', hosts: 5 },
    ];
    const found = consistentWith(evidence(marks), actors);
    expect(found.find(({ name }) => name.startsWith('Black KingDom'))?.consistency).toBe('high');
    const seldom = consistentWith(evidence(marks.map((mark) => ({ ...mark, hosts: 1 }))), actors);
    expect(seldom).toEqual([]);
  });
  it('says nothing for the time alone', async () => {
    const { actors } = await loadContent();
    expect(consistentWith(evidence([]), actors)).toEqual([]);
  });
});
