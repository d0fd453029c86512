/** Needs the sample logs beside the repository and evtxexport (Debian: libevtx-utils); skips loudly without them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildEvtx } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { compareSamples } from './evtx.js';
import { compareLog } from './evtx-compare.js';
import { JUSTIFIED } from './evtx-justified.js';
import { hasEvtxExport } from './evtxexport.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/evtx/parser-cases', import.meta.url));
const possible = existsSync(SAMPLES) && hasEvtxExport();
if (!possible) console.warn('SKIPPED: sample event logs or evtxexport are missing');

const log = buildEvtx([
  {
    record: 7,
    time: Date.UTC(2021, 2, 3, 6, 56, 33),
    eventId: 4624,
    provider: 'P',
    channel: 'Security',
    computer: 'c',
    data: [['LogonType', 3]],
  },
]);
const event = (logonType: string) => ({
  system: new Map([
    ['EventRecordID', '7'],
    ['SystemTime', '2021-03-03T06:56:33.000000000Z'],
    ['EventID', '4624'],
  ]),
  data: [{ name: 'LogonType', value: logonType, markup: false }],
});

test('the comparison sees what differs, what is missing and what is too much', () => {
  const same = compareLog(log, { events: [event('3')], aborted: undefined });
  expect(same).toMatchObject({ common: 1, differences: [], onlyOurs: [], onlyTheirs: [] });
  const other = compareLog(log, { events: [event('5')], aborted: undefined });
  expect(other.differences).toEqual([{ record: '7', field: 'logontype', ours: '3', theirs: '5' }]);
  expect(compareLog(log, { events: [], aborted: undefined }).onlyOurs).toHaveLength(1);
  expect(compareLog(log, { events: [event('3'), event('3')], aborted: undefined }).onlyTheirs).toHaveLength(1);
});

test('reasons excuse only what they say', () => {
  const excused = (ours: string, theirs: string): boolean =>
    JUSTIFIED.some(({ applies }) => applies({ record: '1', field: 'f', ours, theirs }));
  expect(excused('0x3e7', '0x00000000000003e7')).toBe(true);
  expect(excused('0x3e7', '0x00000000000003e8')).toBe(false);
  expect(excused('0x24c', '588')).toBe(true);
  expect(excused('0x24c', '589')).toBe(false);
  expect(excused('-1', '-2147483647')).toBe(true);
  expect(excused('-1', '-2147483646')).toBe(false);
  expect(excused('0.1562049', '1.562049e-001')).toBe(true);
  expect(excused('0.1562149', '1.562049e-001')).toBe(false);
});

describe.skipIf(!possible)('the sample logs', () => {
  test('are read as evtxexport reads them, record by record', async () => {
    const results = await compareSamples(SAMPLES);
    expect(results.reduce((sum, r) => sum + r.common, 0)).toBeGreaterThan(17_000);
    expect(results.flatMap((r) => r.unexplained)).toEqual([]);
    expect(results.flatMap((r) => r.onlyTheirs)).toEqual([]);
    // Where the other tool gave up, we have the rest.
    for (const r of results) if (r.aborted === undefined) expect([r.name, r.onlyOurs]).toEqual([r.name, []]);
  }, 120_000);
});
