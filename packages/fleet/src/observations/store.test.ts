import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { attribute } from '../identity/attribute.js';
import { startStore, type TestStore } from '../testing/store.js';
import type { NewObservation } from './observation.js';
import { countLevels, seriesOf, storeObservations } from './store.js';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
}, 180_000);
afterAll(async () => store?.stop());

const made = (part: Partial<NewObservation> & { address: string }): NewObservation => ({
  at: '2021-03-12T00:00:00.000Z',
  source: 'shadowserver',
  detector: 'compromised_website',
  detectorVersion: '',
  method: '',
  kind: 'web-shell',
  raw: {},
  ...part,
});
const inTenant = <T>(authority: string, work: (t: Transaction) => Promise<T>): Promise<T> => store.run(authority, work);

describe('S-Dedup', () => {
  it('counts 6,720 shells on 5,818 addresses of fewer organisations, and nothing twice', async () => {
    const authority = await store.newAuthority('dedup');
    const addresses = 5818;
    const extra = 6720 - addresses;
    const addressAt = (n: number): string => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    // 902 more shells than addresses: some servers have up to eight.
    const shells = Array.from({ length: addresses }, (_, n) =>
      made({ address: addressAt(n), url: '/aspnet_client/a.aspx' }),
    );
    for (let n = 0; n < extra; n++)
      shells.push(made({ address: addressAt(Math.floor(n / 7)), url: `/owa/auth/${n % 7}.aspx` }));
    // Organisations own blocks of four addresses, the last hundred addresses belong to nobody we know.
    const organisations = Math.ceil((addresses - 100) / 4);
    await inTenant(authority, async (t) => {
      await t.run(
        `with o as (insert into organisation (authority_id, name, external_key) select $1, 'o' || n, n::text from generate_series(0, $2 - 1) n returning id, external_key::int as n)
         insert into organisation_network (authority_id, organisation_id, network, source)
         select $1, id, network(set_masklen('10.0.0.0'::inet + n * 4, 30)), 'register' from o`,
        [authority, organisations],
      );
    });
    const load = async (): Promise<number> => {
      let fresh = 0;
      for (let at = 0; at < shells.length; at += 1000)
        fresh += (await inTenant(authority, (t) => storeObservations(t, authority, shells.slice(at, at + 1000)))).isNew;
      return fresh;
    };
    expect(await load()).toBe(6720);
    await inTenant(authority, (t) => attribute(t, authority));
    const levels = await inTenant(authority, (t) => countLevels(t, authority));
    expect(levels).toEqual([
      {
        kind: 'web-shell',
        observations: 6720,
        urls: 6720,
        addresses,
        organisations,
        unattributed: addresses - organisations * 4,
      },
    ]);
    expect(await load()).toBe(0);
    // Another day's report of the same shells: more observations, not more shells.
    await inTenant(authority, (t) =>
      storeObservations(
        t,
        authority,
        shells.slice(0, 500).map((one) => ({ ...one, at: '2021-03-28T00:00:00.000Z' })),
      ),
    );
    await inTenant(authority, (t) => attribute(t, authority));
    const later = await inTenant(authority, (t) => countLevels(t, authority));
    expect(later[0]).toMatchObject({ observations: 7220, urls: 6720, addresses, organisations });
  }, 120_000);
});

describe('S-Method change and S-Contradiction', () => {
  it('breaks the line where the detector changed, and keeps contradicting sources apart', async () => {
    const authority = await store.newAuthority('method');
    const scan = (
      day: string,
      version: string,
      count: number,
      source = 'national-scan',
      method = 'v1',
    ): NewObservation[] =>
      Array.from({ length: count }, (_, n) =>
        made({
          address: `10.0.${n >> 8}.${n & 255}`,
          at: `${day}T06:00:00.000Z`,
          source,
          detector: 'exchange-check',
          detectorVersion: version,
          method,
          kind: 'vulnerable',
          ...(source === 'national-scan' ? {} : { denominator: `all that ${source} knows` }),
        }),
      );
    // A hundredth of the published series, and two counts of one day that contradict each other.
    const all = [
      ...scan('2021-03-03', '1.0', 422),
      ...scan('2021-03-09', '1.0', 240),
      ...scan('2021-03-16', '2.0', 305, 'national-scan', 'v2'),
      ...scan('2021-03-23', '2.0', 142, 'national-scan', 'v2'),
      ...scan('2021-04-06', '2.0', 64, 'national-scan', 'v2'),
      ...scan('2021-03-14', '3', 695, 'by-version', 'version'),
      ...scan('2021-03-14', '1', 620, 'by-test', 'test'),
    ];
    const { isNew: count } = await inTenant(authority, (t) => storeObservations(t, authority, all));
    expect(count).toBe(all.length);
    const series = await inTenant(authority, (t) => seriesOf(t, authority, 'vulnerable'));
    expect(series.map(({ source, points }) => [source, points.map(({ addresses }) => addresses)])).toEqual([
      ['by-test', [620]],
      ['by-version', [695]],
      ['national-scan', [422, 240, 305, 142, 64]],
    ]);
    const national = series.find(({ source }) => source === 'national-scan');
    expect(national?.points.map((point) => point.break)).toEqual([
      undefined,
      undefined,
      'detector version 1.0 became 2.0; method "v1" became "v2"',
      undefined,
      undefined,
    ]);
    expect(series[0]?.points[0]?.denominator).toBe('all that by-test knows');
  });
});

describe('attribution', () => {
  it('says why, leaves what is unclear, and goes on when the register grows', async () => {
    const authority = await store.newAuthority('who');
    const town = await store.newOrganisation(authority, 'Town');
    const bank = await store.newOrganisation(authority, 'Bank');
    await inTenant(authority, async (t) => {
      await t.run("insert into organisation_domain values ($1, $2, 'town.example', 'register')", [authority, town]);
      await t.run(
        "insert into organisation_domain values ($1, $2, 'shared.example', 'register'), ($1, $3, 'shared.example', 'rdap')",
        [authority, town, bank],
      );
      await t.run(
        "insert into organisation_network values ($1, $2, '192.0.2.0/24', 'register'), ($1, $3, '192.0.2.64/30', 'rdap')",
        [authority, town, bank],
      );
      await storeObservations(t, authority, [
        made({ address: '198.51.100.1', hostname: 'mail.town.example' }),
        made({ address: '198.51.100.2', hostname: 'nottown.example' }),
        made({ address: '198.51.100.3', hostname: 'x.shared.example' }),
        made({ address: '192.0.2.65' }),
        made({ address: '192.0.2.1' }),
        made({ address: '203.0.113.9' }),
      ]);
      await attribute(t, authority);
    });
    const Row = z.object({
      address: z.string(),
      organisation_id: z.string().nullable(),
      attributed_by: z.string().nullable(),
    });
    const rows = (): Promise<z.infer<typeof Row>[]> =>
      inTenant(authority, (t) =>
        t.rows(
          Row,
          'select host(address) as address, organisation_id, attributed_by from observation order by address',
        ),
      );
    expect(await rows()).toEqual([
      { address: '192.0.2.1', organisation_id: town, attributed_by: 'network 192.0.2.0/24 (register)' },
      { address: '192.0.2.65', organisation_id: bank, attributed_by: 'network 192.0.2.64/30 (rdap)' },
      { address: '198.51.100.1', organisation_id: town, attributed_by: 'domain town.example (register)' },
      { address: '198.51.100.2', organisation_id: null, attributed_by: null },
      { address: '198.51.100.3', organisation_id: null, attributed_by: null },
      { address: '203.0.113.9', organisation_id: null, attributed_by: null },
    ]);
    await inTenant(authority, async (t) => {
      await t.run("insert into organisation_network values ($1, $2, '203.0.113.8/29', 'register')", [authority, bank]);
      await t.run("update organisation_network set organisation_id = $1 where network = '192.0.2.64/30'", [town]);
      // What a person decided stays.
      await t.run(
        "update observation set organisation_id = $1, attributed_by = 'manual: asked them' where host(address) = '198.51.100.3'",
        [bank],
      );
      expect(await attribute(t, authority, { again: true })).toBe(2);
    });
    const after = new Map((await rows()).map((row) => [row.address, row.organisation_id]));
    expect(after.get('203.0.113.9')).toBe(bank);
    expect(after.get('192.0.2.65')).toBe(town);
    expect(after.get('198.51.100.3')).toBe(bank);
  });
});
