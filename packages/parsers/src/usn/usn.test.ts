import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { msToTicks } from '../mft/index.js';
import { buildJournal, reasonNames, USN_REASON, UsnJournal, UsnSurvey, type WrittenUsnRecord } from './index.js';

const T = Date.UTC(2021, 2, 3, 7);
const WEB = { number: 42, sequence: 1 };
const { close, fileCreate, fileDelete, dataExtend, renameOldName, renameNewName } = USN_REASON;
const record = (
  name: string,
  reason: number,
  seconds: number,
  more: Partial<WrittenUsnRecord> = {},
): WrittenUsnRecord => ({
  file: { number: 50, sequence: 3 },
  parent: WEB,
  name,
  ticks: msToTicks(T + 1000 * seconds),
  reason,
  ...more,
});

function survey(bytes: Uint8Array, step = bytes.length): UsnSurvey {
  const result = new UsnSurvey();
  for (let at = 0; at < bytes.length; at += step) result.push(bytes.subarray(at, at + step));
  result.finish();
  return result;
}

const life = [
  record('x.aspx', fileCreate, 0),
  record('x.aspx', fileCreate | dataExtend | close, 1, { version: 3 }),
  record('x.aspx', fileDelete | close, 600),
];

describe('the change journal', () => {
  test.each([1, 8, 63, 4096, 100_000])('in chunks of %i bytes gives the life of a file', (step) => {
    const bytes = new Uint8Array(20_000);
    bytes.set(buildJournal(life, 80_000_000), 16_384);
    const result = survey(bytes, step);
    expect([...result.files]).toMatchObject([
      {
        kind: 'page',
        name: 'x.aspx',
        parent: WEB,
        created: T,
        written: T + 1000,
        deleted: T + 600_000,
        offset: 16_384,
      },
    ]);
    expect(result).toMatchObject({
      records: 3,
      unreadable: 0,
      first: T,
      last: T + 600_000,
      firstUsn: 80_000_000,
      problems: [],
    });
  });

  test('follows a page that gets another name', () => {
    const away = [
      record('x.aspx', renameOldName, 0),
      record('x.jpg', renameNewName, 0),
      record('x.jpg', renameNewName | close, 0),
      record('a.tmp', renameOldName, 1, { file: { number: 51, sequence: 1 } }),
      record('b.aspx', renameNewName | close, 1, { file: { number: 51, sequence: 1 } }),
    ];
    expect([...survey(buildJournal(away)).files]).toMatchObject([
      { name: 'x.aspx', renamedTo: 'x.jpg', renamedFrom: undefined },
      { name: 'b.aspx', renamedFrom: 'a.tmp', renamedTo: undefined },
    ]);
  });

  test('keeps folders, and forgets files that do not matter', () => {
    const result = survey(
      buildJournal([record('a.txt', fileCreate, 0), record('new', fileCreate | close, 1, { attributes: 0x10 })]),
    );
    expect([...result.files]).toEqual([]);
    expect([...result.folders]).toEqual([{ reference: { number: 50, sequence: 3 }, parent: WEB, name: 'new' }]);
  });

  test('reads version 4, which tells neither name nor time', () => {
    const bytes = new Uint8Array(64);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 64, true);
    view.setUint16(4, 4, true);
    view.setUint32(8, 50, true);
    view.setUint32(40, 777, true);
    view.setUint32(48, dataExtend, true);
    const seen: unknown[] = [];
    const journal = new UsnJournal((r) => seen.push([r.version, r.file.number, r.usn, r.reason, r.name, r.ticks]));
    journal.push(bytes);
    journal.finish();
    expect(seen).toEqual([[4, 50, 777, dataExtend, '', 0n]]);
  });

  test('goes on after damage, and tells it', () => {
    const bytes = buildJournal([...life, ...life]);
    bytes.fill(0xee, 0, 40);
    const result = survey(bytes);
    expect(result.records).toBe(5);
    expect(result.problems).toMatchObject([{ code: 'ALC-P006', count: 1 }]);
    expect(survey(buildJournal(life).subarray(0, 200)).unreadable).toBe(1);
  });

  test('names reasons', () => expect(reasonNames(fileCreate | close)).toEqual(['fileCreate', 'close']));

  test('takes any bytes', () => {
    const seed = buildJournal([...life, ...life]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 40 }),
        fc.integer({ min: 1, max: 999 }),
        (changes, step) => {
          const bytes = seed.slice();
          for (const [at, value] of changes) bytes[at] = value;
          const whole = survey(bytes);
          const pieces = survey(bytes, step);
          expect([...pieces.files]).toEqual([...whole.files]);
          expect(pieces.problems).toEqual(whole.problems);
        },
      ),
      { numRuns: 500 },
    );
  });
});
