import { createHash } from 'node:crypto';
import type { Axes } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Board, Trend } from '../api/board.js';
import { takeIn } from '../intake/intake.js';
import { emptyAssessment, shellFinding } from '../testing/assessment.js';
import { type Client, startFleet, type TestFleet } from '../testing/fleet.js';

let fleet: TestFleet;
let analyst: Client;
const NOW = Date.UTC(2021, 3, 20);
const organisations: string[] = [];

interface Seen {
  readonly day: string;
  readonly source: string;
  readonly method: string;
  readonly version: string;
  readonly count: number;
  readonly denominator?: string;
  readonly country?: string;
}
async function see({ day, source, method, version, count, denominator, country }: Seen): Promise<void> {
  await fleet.database.withTenant(fleet.system(), (t) =>
    t.run(
      `insert into observation (authority_id, address, observed_at, source, detector, detector_version, method, denominator, country, kind, key)
       select $1, ('198.51.' || n / 250 || '.' || n % 250)::inet, $2, $3, 'check', $4, $5, $6, $7, 'vulnerable',
              encode(sha256(convert_to($8 || n, 'UTF8')), 'hex') from generate_series(1, $9) n`,
      [
        fleet.authority,
        `${day}T08:00:00Z`,
        source,
        version,
        method,
        denominator ?? null,
        country ?? null,
        createHash('sha256').update(`${day}${source}${method}${country}`).digest('hex'),
        count,
      ],
    ),
  );
}

beforeAll(async () => {
  fleet = await startFleet();
  fleet.setTime(NOW);
  analyst = await fleet.signIn('analyst');
  const provider = await fleet.newOrganisation('Provider', { kind: 'msp' });
  const people: [string, string, string, Axes | undefined][] = [
    ['one', 'health', 'NL', { patched: 'yes', compromised: 'confirmed', cleaned: 'no' }],
    ['two', 'health', 'DE', { patched: 'yes', compromised: 'no-sign', cleaned: 'not-needed' }],
    ['three', 'bank', 'NL', undefined],
    ['four', 'bank', 'NL', { patched: 'no', compromised: 'likely', cleaned: 'no' }],
  ];
  for (const [name, sector, country, axes] of people) {
    const id = await fleet.newOrganisation(name, name === 'four' ? { parent: provider } : {});
    organisations.push(id);
    await fleet.database.withTenant(fleet.system(), async (t) => {
      await t.run('update organisation set sector = $2, country = $3 where id = $1', [id, sector, country]);
      const options = { authority: fleet.authority, organisation: id };
      const take = (a: Axes, at: string) =>
        takeIn(
          t,
          emptyAssessment(
            `${name}.example`,
            a,
            a.compromised === 'no-sign' ? [] : [shellFinding('2021-03-03T07:00:00.000Z')],
          ),
          {
            ...options,
            assessedAt: at,
          },
        );
      if (axes) await take(axes, '2021-03-10T00:00:00Z');
      if (name === 'four')
        await take({ ...axes, patched: 'yes', compromised: 'likely', cleaned: 'verified' }, '2021-03-20T00:00:00Z');
      if (name !== 'three') return;
      // Told twelve days ago, silent since.
      const Id = z.object({ id: z.string() });
      const two = await Promise.all(['a', 'b'].map(async () => (await fleet.signIn('analyst')).account));
      const batch = await t.row(
        Id,
        "insert into notice_batch (authority_id, name, template, template_version, state, created_by, approved_by) values ($1, 'n', 't', '1', 'done', $2, $3) returning id",
        [fleet.authority, two[0] ?? '', two[1] ?? ''],
      );
      const contact = await t.row(
        Id,
        "insert into contact (authority_id, organisation_id, channel, address, source) values ($1, $2, 'email', 'x@three.example', 'manual') returning id",
        [fleet.authority, id],
      );
      await t.run(
        `insert into notice (authority_id, organisation_id, batch_id, contact_id, channel, address, language, subject, body, message_id, verification_hash, state, sent_at)
         values ($1, $2, $3, $4, 'email', 'x@three.example', 'en', 's', 'b', 'm', $5, 'sent', $6)`,
        [fleet.authority, id, batch?.id ?? '', contact?.id ?? '', '0'.repeat(64), new Date(NOW - 12 * 86_400_000)],
      );
    });
  }
}, 180_000);
afterAll(() => fleet?.stop());

const board = async (client: Client, query = ''): Promise<z.infer<typeof Board>> =>
  Board.parse((await client.get(`/api/v1/board${query}`)).json());

describe('the board', () => {
  it('counts each stage by itself', async () => {
    const { funnel, organisations: all, hosts, silence } = await board(analyst);
    expect([all, hosts]).toEqual([5, 3]);
    expect(Object.fromEntries(funnel.map((f) => [f.stage, f.organisations]))).toEqual({
      exposed: 3,
      notified: 1,
      answered: 0,
      evidence: 3,
      compromised: 2,
      cleaned: 1,
      verified: 1,
    });
    expect(silence.filter((s) => s.organisations > 0)).toEqual([{ from: 7, to: 14, organisations: 1 }]);
  });

  it('by sector, country and provider, and narrowed', async () => {
    const whole = await board(analyst);
    expect(whole.bySector.find((s) => s.sector === 'health')?.reached).toMatchObject({ evidence: 2, compromised: 1 });
    expect(whole.byCountry.find((s) => s.country === 'NL')?.reached).toMatchObject({ compromised: 2, verified: 1 });
    expect(whole.byProvider).toMatchObject([{ provider: { name: 'Provider' }, reached: { compromised: 1 } }]);
    expect((await board(analyst, '?country=nl&sector=bank')).organisations).toBe(2);
  });

  it('of a tenant holds the tenant only', async () => {
    const own = await board(await fleet.signIn('organisation', organisations[1]));
    expect([own.organisations, own.bySector.map((s) => s.sector)]).toEqual([1, ['health']]);
    const customer = await board(await fleet.signIn('organisation', organisations[3]));
    expect(customer.byProvider).toEqual([]);
  });
});

describe('the trend', () => {
  it('breaks where the method changed, and shows no relapse (S-Method change)', async () => {
    const scans: [string, string, number][] = [
      ['2021-03-03', '1', 422],
      ['2021-03-09', '1', 240],
      ['2021-03-16', '2', 305],
      ['2021-03-23', '2', 142],
      ['2021-04-06', '2', 64],
    ];
    for (const [day, version, count] of scans)
      await see({ day, source: 'national-scan', method: `v${version}`, version, count });
    const { series } = Trend.parse((await analyst.get('/api/v1/trend')).json());
    expect(series).toMatchObject([
      {
        source: 'national-scan',
        stretches: [
          { detectorVersion: '1', points: [{ count: 422 }, { count: 240 }] },
          { detectorVersion: '2', points: [{ count: 305 }, { count: 142 }, { count: 64 }] },
        ],
      },
    ]);
  });

  it('keeps sources, methods and denominators apart (S-Contradiction)', async () => {
    await see({
      day: '2021-03-14',
      source: 'census',
      method: 'test',
      version: '1',
      count: 62,
      denominator: 'hosts tested',
    });
    await see({
      day: '2021-03-14',
      source: 'census',
      method: 'version',
      version: '1',
      count: 69,
      denominator: 'hosts with a banner',
    });
    const { series } = Trend.parse((await analyst.get('/api/v1/trend')).json());
    const census = series.filter((s) => s.source === 'census');
    expect(census.map((s) => [s.denominator, s.stretches[0]?.points[0]?.count])).toEqual([
      ['hosts tested', 62],
      ['hosts with a banner', 69],
    ]);
  });

  it('counts a country (S-Country)', async () => {
    await see({ day: '2021-03-29', source: 'country-scan', method: 'm', version: '1', count: 147, country: 'IT' });
    await see({ day: '2021-03-29', source: 'country-scan', method: 'm', version: '1', count: 20, country: 'FR' });
    await see({ day: '2021-04-10', source: 'country-scan', method: 'm', version: '1', count: 110, country: 'IT' });
    const { series } = Trend.parse((await analyst.get('/api/v1/trend?country=IT')).json());
    expect(series).toMatchObject([{ stretches: [{ points: [{ count: 147 }, { count: 110 }] }] }]);
  });

  it('of what nobody owns yet is for the authority only', async () => {
    const own = await fleet.signIn('organisation', organisations[0]);
    expect((await own.get('/api/v1/trend')).json()).toEqual({ series: [] });
  });
});
