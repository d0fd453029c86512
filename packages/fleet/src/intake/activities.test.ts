import type { Assessment, ClientSummary, Finding } from '@allclear/model';
import { describe, expect, it } from 'vitest';
import { emptyAssessment, shellFinding } from '../testing/assessment.js';
import { activitiesOf, MAX_ACTIVITIES, MAX_ACTIVITY_BYTES } from './activities.js';
import { traitsOf } from './traits.js';

const axes = { patched: 'no', compromised: 'confirmed', cleaned: 'no' } as const;
const client = (
  address: string,
  from: string,
  to: string,
  role: ClientSummary['role'] = 'intruder',
): ClientSummary => ({
  address,
  role,
  first: from,
  last: to,
  requests: 2,
  outcome: 'success',
  sessions: [{ from, to, records: 2 }],
  findings: [],
  context: [],
});
const pageFinding = (name: string, target: Record<string, string>): Finding => ({
  ...shellFinding('2021-03-03T04:00:00.000Z'),
  remnant: { kind: 'page', target: { path: `C:\\inetpub\\wwwroot\\aspnet_client\\${name}`, ...target } },
});
const made = (part: Partial<Assessment>, findings: Finding[] = []): Assessment => ({
  ...emptyAssessment('h', axes, findings),
  ...part,
});

describe('activitiesOf', () => {
  it('puts a page together with its program and who wrote it', () => {
    const finding = pageFinding('A.aspx', {
      bodySha256: 'AB',
      pageParameters: 'town7',
      oabDump: 'true',
      oabWhenChangedUtc: '2021-03-03T04:00:10.000Z',
      sha256: 'ff',
    });
    const [one, ...more] = activitiesOf(
      made(
        {
          clients: [
            client('192.0.2.1', '2021-03-03T04:00:00.000Z', '2021-03-03T04:00:20.000Z'),
            client('192.0.2.2', '2021-03-09T04:00:00.000Z', '2021-03-09T04:00:20.000Z'),
            client('192.0.2.3', '2021-03-03T04:00:00.000Z', '2021-03-03T04:00:20.000Z', 'scanner'),
          ],
        },
        [finding],
      ),
    );
    expect(one).toMatchObject({
      page: '/wwwroot/aspnet_client/a.aspx',
      body: 'ab',
      parameters: ['town7'],
      clients: ['192.0.2.1'],
      at: '2021-03-03T04:00:10.000Z',
    });
    expect(one?.hash).toBeUndefined();
    // The other intruder has no page: an activity of its own. The scanner has none.
    expect(more.map(({ clients }) => clients)).toEqual([['192.0.2.2']]);
  });

  it('keeps the order of names of one hand', () => {
    const when = (second: string): Record<string, string> => ({ modified: `2021-03-03T04:00:${second}.000Z` });
    const activities = activitiesOf(
      made({ clients: [client('192.0.2.1', '2021-03-03T04:00:00.000Z', '2021-03-03T04:00:20.000Z')] }, [
        pageFinding('two.aspx', when('09')),
        pageFinding('one.aspx', when('05')),
      ]),
    );
    expect(activities.map(({ page, after }) => [page?.split('/').at(-1), after])).toEqual([
      ['one.aspx', undefined],
      ['two.aspx', 'one.aspx'],
    ]);
  });

  it('is bounded', () => {
    const findings = Array.from({ length: 500 }, (_, n) =>
      pageFinding(`${n}${'\u{1f4a5}'.repeat(400)}.aspx`, { pageParameters: 'x '.repeat(400) }),
    );
    const activities = activitiesOf(made({}, findings));
    expect(activities.length).toBeLessThanOrEqual(MAX_ACTIVITIES);
    for (const one of activities)
      expect(Buffer.byteLength(JSON.stringify(one))).toBeLessThanOrEqual(MAX_ACTIVITY_BYTES);
  });
});

describe('traitsOf', () => {
  it('tells who got in from who only asked', () => {
    const at = '2021-03-03T04:00:00.000Z';
    const traits = traitsOf(made({ clients: [client('192.0.2.1', at, at), client('192.0.2.3', at, at, 'scanner')] }));
    expect(traits.filter(({ kind }) => kind === 'client').map(({ value }) => value)).toEqual(['192.0.2.1']);
    expect(traits.filter(({ kind }) => kind === 'visitor').map(({ value }) => value)).toEqual(['192.0.2.3']);
    expect(traits.some(({ kind }) => kind === 'activity')).toBe(true);
  });
});
