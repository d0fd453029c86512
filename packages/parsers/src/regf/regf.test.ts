import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseBlockChecksum } from './header.js';
import { Hive } from './hive.js';
import { keyAt, typeName, valueNumber, valueStrings, valueText } from './key.js';
import { MAX_DEPTH, MAX_NAME_BYTES, MAX_VALUE_BYTES } from './limits.js';
import { marvin32 } from './marvin.js';
import { WithRecovered } from './recover.js';
import {
  binaryValue,
  buildHive,
  dwordValue,
  expandValue,
  type HiveSketch,
  type KeySketch,
  multiValue,
  qwordValue,
  szValue,
} from './testing/build-hive.js';

const TIME = Date.UTC(2021, 2, 3, 4, 5, 6);
const big = Uint8Array.from({ length: 40_000 }, (_, i) => i % 251);

const SKETCH: HiveSketch = {
  fileName: 'config\\SYSTEM',
  root: {
    name: 'ROOT',
    lastWritten: TIME,
    keys: [
      {
        name: 'Services',
        className: 'Shell',
        keys: [
          {
            name: 'alpha',
            lastWritten: TIME + 1000,
            values: [expandValue('ImagePath', '%SystemRoot%\\a.exe'), dwordValue('Start', 2)],
          },
          {
            name: 'Żółw',
            values: [szValue('', 'default'), qwordValue('q', 2n ** 60n), multiValue('m', ['one', 'two'])],
          },
          {
            name: 'gamma',
            values: [
              binaryValue('short', Uint8Array.of(1, 2)),
              binaryValue('big', big),
              { name: 'odd', type: 0x1234, data: big.subarray(0, 9) },
            ],
          },
        ],
      },
    ],
  },
};

function open(bytes: Uint8Array, logs: readonly Uint8Array[] = []): Hive {
  const hive = Hive.open(bytes, { logs });
  if (hive === undefined) throw new Error('no hive');
  return hive;
}

describe.each(['lf', 'lh', 'li', 'ri'] as const)('a hive with %s lists', (lists) => {
  const hive = open(buildHive({ ...SKETCH, lists }));

  test('gives keys in order with their times and classes', () => {
    expect([...hive.keys()].map((key) => key.path)).toEqual([
      '',
      'Services',
      'Services\\alpha',
      'Services\\gamma',
      'Services\\Żółw',
    ]);
    expect(keyAt(hive.root, 'services\\ALPHA')?.lastWritten).toBe(TIME + 1000);
    expect(hive.root?.subkey('Services')?.className).toBe('Shell');
    expect(hive.header?.fileName).toBe('config\\SYSTEM');
    expect(hive.problems).toEqual([]);
  });

  test('gives values of every kind', () => {
    const value = (key: string, name: string) => keyAt(hive.root, `Services\\${key}`)?.value(name);
    expect(valueText(value('alpha', 'imagepath'))).toBe('%SystemRoot%\\a.exe');
    expect(valueNumber(value('alpha', 'Start'))).toBe(2);
    expect(valueText(value('Żółw', ''))).toBe('default');
    expect(valueNumber(value('Żółw', 'q'))).toBe(2n ** 60n);
    expect(valueStrings(value('Żółw', 'm'))).toEqual(['one', 'two']);
    expect([...(value('gamma', 'short')?.data() ?? [])]).toEqual([1, 2]);
    expect(value('gamma', 'big')?.data()).toEqual(big);
    expect(typeName(value('gamma', 'odd')?.type ?? 0)).toBe('0x00001234');
  });
});

test('a value above the limit is cut, and its size told', () => {
  const data = new Uint8Array(MAX_VALUE_BYTES + 100);
  const hive = open(buildHive({ minor: 3, root: { name: 'R', values: [binaryValue('v', data)] } }));
  const value = hive.root?.value('v');
  expect(value?.size).toBe(data.length);
  expect(value?.data().length).toBe(MAX_VALUE_BYTES);
});

describe('damage', () => {
  test('what is no hive is none', () => {
    expect(Hive.open(new Uint8Array(0))).toBeUndefined();
    expect(Hive.open(new TextEncoder().encode('MZ no hive'))).toBeUndefined();
  });

  test('a file cut in the middle gives what is there and says so', () => {
    const whole = buildHive(SKETCH);
    const hive = open(whole.subarray(0, whole.length - 8192));
    expect([...hive.keys()].length).toBeGreaterThan(0);
    // Nothing leads to them any more, but they are there.
    expect(hive.recovered.keys.map((key) => key.name)).toContain('alpha');
    expect(hive.problems.map((p) => p.code)).toContain('ALC-P006');
  });

  test('bins without a header are a fragment that is read from its root', () => {
    const hive = open(buildHive(SKETCH).subarray(4096));
    expect([...hive.keys()]).toHaveLength(5);
  });

  test('a key that is its own descendant is told, and not followed', () => {
    const bytes = buildHive({ root: { name: 'R', keys: [{ name: 'A', keys: [{ name: 'B' }] }] } });
    const hive = open(bytes);
    const a = hive.root?.subkey('A');
    const view = new DataView(bytes.buffer);
    // The list of A now names A.
    const list = view.getUint32((a?.place.offset ?? 0) + 4 + 28, true);
    view.setUint32(4096 + list + 8, (a?.place.offset ?? 0) - 4096, true);
    const again = open(bytes);
    expect([...again.keys()].map((k) => k.path)).toEqual(['', 'A']);
    expect(again.problems[0]?.detail).toContain('two places');
  });

  test('keys inside keys end at the limit', () => {
    let key: KeySketch = { name: 'k' };
    for (let i = 0; i < MAX_DEPTH + 20; i++) key = { name: 'k', keys: [key] };
    const hive = open(buildHive({ root: key }));
    expect([...hive.keys()].length).toBeLessThanOrEqual(MAX_DEPTH + 2);
  });

  test('names end at the limit', () => {
    const hive = open(buildHive({ root: { name: 'R', keys: [{ name: 'n'.repeat(3000) }] } }));
    expect([...hive.keys()][1]?.name.length).toBe(MAX_NAME_BYTES);
  });

  test('many keys that name the same values cannot make work without end', () => {
    const values = Array.from({ length: 500 }, (_, i) => binaryValue(`v${i}`, big.subarray(0, 4000)));
    const bytes = buildHive({
      root: {
        name: 'R',
        keys: Array.from({ length: 300 }, (_, i) => ({
          name: `k${i}`,
          values: i === 0 ? values : [dwordValue('d', 1)],
        })),
      },
    });
    const hive = open(bytes);
    const view = new DataView(bytes.buffer);
    const first = hive.root?.subkey('k0')?.place.offset ?? 0;
    for (const key of hive.keys()) {
      if (!key.path.startsWith('k')) continue;
      view.setUint32(key.place.offset + 4 + 36, 500, true);
      view.setUint32(key.place.offset + 4 + 40, view.getUint32(first + 4 + 40, true), true);
    }
    const hostile = open(bytes);
    let read = 0;
    for (const key of hostile.keys()) for (const value of key.values()) read += value.data().length;
    expect(read).toBeLessThan(40 * Math.max(bytes.length, 1 << 20));
    expect(hostile.problems.some((p) => p.detail.includes('more data than'))).toBe(true);
  });

  test('whatever bytes are changed, reading ends without throwing', () => {
    const base = buildHive({ ...SKETCH, lists: 'ri' });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 60 }),
        fc.nat(base.length),
        fc.boolean(),
        (changes, length, cut) => {
          const bytes = base.slice(0, cut ? Math.max(4, length) : base.length);
          for (const [at, value] of changes) if (at >= 4 && at < bytes.length) bytes[at] = value;
          const hive = open(bytes);
          let n = 0;
          for (const key of hive.keys())
            for (const value of key.values()) n += value.data().length + (valueText(value)?.length ?? 0);
          n += hive.recovered.keys.length + hive.recovered.values.length;
          expect(n).toBeGreaterThanOrEqual(0);
          expect(hive.problems.length).toBeLessThan(10);
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** Turns the cell of a key or value free, as deleting does. */
function free(bytes: Uint8Array, offset: number): void {
  const view = new DataView(bytes.buffer);
  view.setInt32(offset, Math.abs(view.getInt32(offset, true)), true);
}

describe('what was deleted', () => {
  test('keys come back with path, time and values; values with their key', () => {
    const bytes = buildHive(SKETCH);
    const hive = open(bytes);
    const services = hive.root?.subkey('Services');
    const alpha = services?.subkey('alpha');
    const view = new DataView(bytes.buffer);
    // One subkey less in the list, its cells free; the values of another key cut by one.
    const list = 4096 + view.getUint32((services?.place.offset ?? 0) + 4 + 28, true);
    view.setUint16(list + 6, 2, true);
    bytes.copyWithin(list + 8, list + 16, list + 8 + 24);
    view.setUint32((services?.place.offset ?? 0) + 4 + 20, 2, true);
    free(bytes, alpha?.place.offset ?? 0);
    for (const value of alpha?.values() ?? []) free(bytes, value.place.offset);
    const gamma = services?.subkey('gamma');
    const lost = gamma?.value('odd');
    view.setUint32((gamma?.place.offset ?? 0) + 4 + 36, 2, true);
    free(bytes, lost?.place.offset ?? 0);

    const after = open(bytes);
    expect([...after.keys()].map((k) => k.name)).not.toContain('alpha');
    const [key] = after.recovered.keys;
    expect(key).toMatchObject({ path: 'Services\\alpha', recovered: true, lastWritten: TIME + 1000 });
    expect(key?.values().map((v) => [v.name, valueText(v), v.recovered])).toEqual([
      ['ImagePath', '%SystemRoot%\\a.exe', true],
      ['Start', '2', true],
    ]);
    const root = after.root;
    const merged = root && new WithRecovered(root, after.recovered);
    expect(valueText(keyAt(merged, 'Services\\alpha')?.value('ImagePath'))).toBe('%SystemRoot%\\a.exe');
    expect(keyAt(merged, 'Services\\gamma')?.value('odd')?.recovered).toBe(true);
    expect(keyAt(merged, 'Services\\gamma')?.value('big')?.recovered).toBe(false);
    expect(after.recovered.values.map((v) => v.name)).toContain('odd');
  });
});

describe('transaction logs', () => {
  const before = buildHive({ ...SKETCH, sequences: [8, 7] });
  const changed = buildHive({
    ...SKETCH,
    sequences: [8, 7],
    root: {
      ...SKETCH.root,
      keys: [...(SKETCH.root.keys ?? []), { name: 'Added', values: [szValue('x', 'from the log')] }],
    },
  });

  function logHeader(sequence: number, fileType: number, bins: number): Uint8Array {
    const head = changed.slice(0, 512);
    const view = new DataView(head.buffer);
    view.setUint32(4, sequence, true);
    view.setUint32(8, sequence, true);
    view.setUint32(28, fileType, true);
    view.setUint32(40, bins, true);
    view.setUint32(508, baseBlockChecksum(view), true);
    return head;
  }

  function newLog(sequence: number, content: Uint8Array): Uint8Array {
    const data = content.subarray(4096);
    const size = Math.ceil((40 + 8 + data.length) / 512) * 512;
    const entry = new Uint8Array(size);
    const view = new DataView(entry.buffer);
    entry.set(new TextEncoder().encode('HvLE'));
    view.setUint32(4, size, true);
    view.setUint32(12, sequence, true);
    view.setUint32(16, data.length, true);
    view.setUint32(20, 1, true);
    view.setUint32(44, data.length, true);
    entry.set(data, 48);
    for (const [i, half] of marvin32(entry.subarray(40)).entries()) view.setUint32(24 + 4 * i, half, true);
    for (const [i, half] of marvin32(entry.subarray(0, 32)).entries()) view.setUint32(32 + 4 * i, half, true);
    return Uint8Array.from([...logHeader(sequence, 6, data.length), ...entry]);
  }

  function oldLog(content: Uint8Array): Uint8Array {
    const data = content.subarray(4096);
    const map = data.length / 512 / 8;
    const start = Math.ceil((516 + map) / 512) * 512;
    const log = new Uint8Array(start + data.length);
    log.set(logHeader(8, 1, data.length));
    log.set(new TextEncoder().encode('DIRT'), 512);
    log.fill(0xff, 516, 516 + map);
    log.set(data, start);
    return log;
  }

  const added = (hive: Hive): string | undefined => valueText(keyAt(hive.root, 'Added')?.value('x'));

  test('without them the hive is told to be unfinished', () => {
    expect(open(before).unfinished).toBe(true);
    expect(added(open(before))).toBeUndefined();
  });

  test.each([
    ['new', newLog(7, changed)],
    ['old', oldLog(changed)],
  ])('of the %s kind bring what was not yet written', (_, log) => {
    const hive = open(before, [new Uint8Array(0), log]);
    expect(added(hive)).toBe('from the log');
    expect([hive.unfinished, hive.replayed, hive.header?.checksumFits]).toEqual([false, 1, true]);
    expect(hive.problems).toEqual([]);
  });

  test('entries are applied in their order, whichever log holds them', () => {
    const hive = open(before, [newLog(8, changed), newLog(7, before)]);
    expect([added(hive), hive.replayed]).toEqual(['from the log', 2]);
  });

  test('a hive that was written whole takes nothing from them, and older entries change nothing', () => {
    expect(open(buildHive(SKETCH), [newLog(7, changed)]).replayed).toBe(0);
    expect(open(before, [newLog(3, changed)]).replayed).toBe(0);
  });

  test('an entry whose checksum does not fit is left out, and this is told', () => {
    const log = newLog(7, changed);
    log[2000] = (log[2000] ?? 0) ^ 1;
    const hive = open(before, [log]);
    expect([hive.replayed, hive.unfinished]).toEqual([0, true]);
    expect(hive.problems[0]?.detail).toContain('transaction log');
  });

  test('whatever bytes of a log are changed, replaying ends without throwing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(newLog(7, changed), oldLog(changed)),
        fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        (log, changes) => {
          const bytes = log.slice();
          for (const [at, value] of changes) bytes[at] = value;
          expect([...open(before, [bytes]).keys()].length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
