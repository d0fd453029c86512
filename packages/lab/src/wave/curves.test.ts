/** The default population against the published figures. Tolerances are relative to the figure unless said. */
import { beforeAll, describe, expect, it } from 'vitest';
import { actorsOf } from './actors.js';
import { type ServerHistory, serverHistory } from './history.js';
import { finds, SCANS, type Scan, visibleShells } from './observations.js';
import { type Organisation, organisation } from './population.js';
import {
  DIVD_SCANS,
  GERMANY,
  ITALY,
  MOST_SHELLS,
  REPEATED_INCIDENTS,
  RISKIQ,
  SHELL_ADDRESSES,
  SHELL_URLS,
  TWO_METHODS,
  UNITED_STATES,
} from './published.js';

const plan = { seed: 'curves', organisations: 30_000 };
const owners: Organisation[] = [];
const servers: ServerHistory[] = [];
let sectors = new Map<string, number>();

beforeAll(() => {
  const actors = actorsOf(plan.seed, plan.organisations);
  for (let number = 0; number < plan.organisations; number++) {
    const owner = organisation(plan, number);
    owners.push(owner);
    for (let index = 0; index < owner.servers; index++) servers.push(serverHistory(plan.seed, owner, index, actors));
  }
  sectors = tally(owners.map(({ sector }) => sector));
});

function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function near(value: number, published: number, tolerance: number): void {
  expect(value, `published: ${published}`).toBeGreaterThan(published * (1 - tolerance));
  expect(value, `published: ${published}`).toBeLessThan(published * (1 + tolerance));
}

const scan = (day: string, source = 'national-scan'): Scan => {
  const found = SCANS.find((one) => one.day === day && one.source === source);
  if (found === undefined) throw new Error(`no scan on ${day}`);
  return found;
};
const found = (day: string, source?: string): number =>
  servers.filter((server) => finds(scan(day, source), server)).length;
const inCountry = (code: string): ServerHistory[] => servers.filter(({ country }) => country === code);
const open = (list: readonly ServerHistory[], day: string): number =>
  list.filter(({ updated }) => updated === undefined || updated > Date.parse(`${day}T12:00:00Z`)).length / list.length;

describe('the default population', () => {
  it('has 30,000 organisations and 45,000 servers', () => {
    expect(owners).toHaveLength(30_000);
    near(servers.length, 45_000, 0.02);
    expect(new Set(owners.map(({ name }) => name)).size).toBe(30_000);
    expect(new Set(servers.map(({ host }) => host)).size).toBe(servers.length);
  });

  it.each(DIVD_SCANS)('is found open as DIVD found it: $day ($method), $vulnerable', ({ day, vulnerable, method }) => {
    expect(scan(day).method).toBe(method);
    near(found(day), vulnerable, 0.04);
  });

  it('rises on 16 March although no server was opened: the method changed', () => {
    expect(found('2021-03-16')).toBeGreaterThan(found('2021-03-09') * 1.15);
    const both = (server: ServerHistory): boolean => finds({ ...scan('2021-03-09'), method: 'v2' }, server);
    expect(servers.filter(both).length).toBeGreaterThan(found('2021-03-16'));
  });

  it('is counted differently by version and by test on 14 March', () => {
    const share = found(TWO_METHODS.day, 'census-by-test') / found(TWO_METHODS.day, 'census-by-version');
    near(share, TWO_METHODS.byTest / TWO_METHODS.byVersion, 0.03);
  });

  it('has countries and sectors in the published shares', () => {
    for (const [code, count] of Object.entries(RISKIQ.countries))
      near(
        owners.filter(({ country }) => country.code === code).length / owners.length,
        count / RISKIQ.vulnerable,
        0.12,
      );
    for (const [sector, count] of Object.entries(RISKIQ.sectors)) {
      // Few: within three standard deviations.
      const expected = (owners.length * count) / RISKIQ.vulnerable;
      expect(Math.abs((sectors.get(sector) ?? 0) - expected), sector).toBeLessThan(3 * Math.sqrt(expected));
    }
  });

  it('is updated sooner in some countries', () => {
    near(open(inCountry('US'), UNITED_STATES.day), UNITED_STATES.share, 0.15);
    const germany = inCountry('DE');
    near(germany.filter((one) => finds(scan('2021-03-09'), one)).length / germany.length, GERMANY.share, 0.15);
  });

  it('has in Italy the published shares of open and of entered servers, and their fall', () => {
    const italy = inCountry('IT');
    const entered = ITALY.map(({ day }) => {
      const noon = Date.parse(`${day}T12:00:00Z`);
      return italy.filter((one) => visibleShells(one, noon).length > 0).length / italy.length;
    });
    for (const [index, row] of ITALY.entries()) {
      near(open(italy, row.day), row.vulnerable / row.servers, 0.2);
      near(entered[index] ?? 0, row.compromised / row.servers, 0.25);
    }
  });

  it('was entered as often as Shadowserver counted, with as many shells', () => {
    const entered = servers.filter(({ incidents }) => incidents.length > 0);
    near(entered.length, SHELL_ADDRESSES, 0.05);
    const shells = entered.map(({ incidents }) => incidents[0]?.shells.length ?? 0);
    const mean = shells.reduce((sum, count) => sum + count, 0) / shells.length;
    expect(Math.abs(mean - SHELL_URLS / SHELL_ADDRESSES)).toBeLessThan(0.02);
    expect(Math.max(...shells)).toBe(MOST_SHELLS);
    expect(Math.min(...shells)).toBe(1);
    expect(entered.filter(({ incidents }) => incidents.some(({ actors }) => actors.length > 1)).length).toBeGreaterThan(
      100,
    );
  });

  it('has a quarter of repeats among its incidents, each after the server was verified clean', () => {
    const incidents = servers.flatMap((server) => server.incidents);
    near(incidents.filter(({ repeat }) => repeat).length / incidents.length, REPEATED_INCIDENTS, 0.05);
    for (const {
      incidents: [first, second],
    } of servers) {
      if (second === undefined) continue;
      expect(second.repeat).toBe(true);
      expect(second.entered).toBeGreaterThan(first?.verified ?? Number.POSITIVE_INFINITY);
    }
  });

  it('holds servers that were entered first and updated afterwards, and nobody entered a closed one', () => {
    const early = servers.filter(
      ({ updated, incidents }) =>
        incidents.length > 0 && updated !== undefined && updated < Date.parse('2021-03-04T00:00:00Z'),
    );
    expect(early.length).toBeGreaterThan(50);
    for (const { updated, incidents } of servers)
      if (updated !== undefined && incidents[0] !== undefined) expect(incidents[0].entered).toBeLessThan(updated);
  });
});

it('a population can be all of one country', () => {
  const own = Array.from({ length: 200 }, (_, number) => organisation({ ...plan, country: 'NL' }, number));
  expect(new Set(own.map(({ country }) => country.code))).toEqual(new Set(['NL']));
});
