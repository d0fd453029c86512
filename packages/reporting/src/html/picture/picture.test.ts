import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, emptyAssessment, entry, source } from '../../testing/build.js';
import { compromisedAssessment } from '../../testing/compromised.js';
import { renderPicture } from './picture.js';
import { placeLabels, textWidth } from './place-labels.js';
import { createScale, ticks } from './scale.js';
import { overviewWindow, visitWindows } from './windows.js';

const day = 86_400_000;

describe('scale and ticks', () => {
  test('keeps times inside the axis', () => {
    const scale = createScale(0, 100, 10, 20);
    expect([scale.x(-5), scale.x(0), scale.x(50), scale.x(100), scale.x(900)]).toEqual([10, 10, 15, 20, 20]);
  });

  test('labels hours, days and years', () => {
    const labels = (from: string, to: string) =>
      ticks(createScale(Date.parse(from), Date.parse(to), 0, 900)).map((tick) => tick.label);
    expect(labels('2021-03-03T05:00Z', '2021-03-03T08:00Z')).toContain('06:30');
    expect(labels('2021-03-03T22:00Z', '2021-03-04T02:00Z')).toContain('03-04');
    expect(labels('2021-02-20T00:00Z', '2021-03-16T00:00Z')).toContain('03-02');
    expect(labels('2019-01-01T00:00Z', '2021-01-01T00:00Z')).toContain('2020-01');
    expect(labels('1970-01-01T00:00Z', '2100-01-01T00:00Z')).toContain('2000');
  });

  test('are few, in order and on the axis, whatever the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 2.5e14 }), (from, span) => {
        const found = ticks(createScale(from, from + span, 0, 900));
        expect(found.length).toBeLessThanOrEqual(32);
        found.forEach((tick, index) => {
          expect(tick.time).toBeGreaterThanOrEqual(from);
          expect(tick.time).toBeLessThanOrEqual(from + span);
          expect(tick.time).toBeGreaterThan(found[index - 1]?.time ?? -1);
        });
      }),
    );
  });
});

describe('placeLabels', () => {
  test('no label overlaps a mark or a label of its row', () => {
    const marks = fc.array(
      fc.record({
        left: fc.integer({ min: 100, max: 900 }),
        wide: fc.integer({ min: 8, max: 300 }),
        label: fc.string({ maxLength: 40 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(marks, (given) => {
        const placed = placeLabels(
          given.map(({ left, wide, label }) => ({ item: label, left, right: Math.min(left + wide, 1000), label })),
          { rows: 4, left: 90, right: 1000, size: 11 },
        );
        const boxes = placed.flatMap((mark) => {
          const box = { row: mark.row, left: mark.left, right: mark.right };
          if (mark.text === undefined) return [box];
          const wide = textWidth(mark.label, 11);
          const left = mark.text.anchor === 'start' ? mark.text.x : mark.text.x - wide;
          return [box, { row: mark.text.row, left, right: left + wide }];
        });
        for (const box of boxes) {
          expect(box.left).toBeGreaterThanOrEqual(90);
          expect(box.right).toBeLessThanOrEqual(1000);
          expect(box.row).toBeLessThanOrEqual(4);
        }
        for (let row = 0; row < 4; row++) {
          const inRow = boxes.filter((box) => box.row === row).sort((x, y) => x.left - y.left);
          inRow.forEach((box, index) => {
            const before = inRow[index - 1];
            if (before) expect(box.left).toBeGreaterThanOrEqual(before.right);
          });
        }
      }),
    );
  });
});

describe('windows', () => {
  test('the overview spans the evidence, the visits the first break-in', () => {
    const a = compromisedAssessment();
    const overview = overviewWindow(a);
    expect(overview).toEqual({ from: Date.parse(at('02-20 00:00')), to: Date.parse(at('16 00:00')) });
    const [first] = overview ? visitWindows(a, overview) : [];
    expect(new Date(first?.from ?? 0).toISOString()).toBe(at('03 05:00'));
  });

  test('one wrong clock does not flatten the picture', () => {
    const a = compromisedAssessment();
    a.coverage.sources.push(
      source({ artifact: 'x', title: 'x', status: 'examined', from: '1980-01-01T00:00:00.000Z', to: at('15 00:00') }),
    );
    const overview = overviewWindow(a);
    expect((overview?.to ?? 0) - (overview?.from ?? 0)).toBeLessThan(300 * day);
  });

  test('nothing with a time, nothing drawn, and that is said', () => {
    expect(overviewWindow(emptyAssessment())).toBeUndefined();
    expect(renderPicture(emptyAssessment()).source).toContain('tells no times');
  });

  test('an attack of months keeps to a few enlarged visits', () => {
    const a = emptyAssessment();
    for (let n = 0; n < 400; n++) {
      const time = new Date(Date.UTC(2021, 0, 1) + n * 7 * 3_600_000).toISOString();
      a.timeline.push(entry({ time, phase: 'web-shell', outcome: 'success', severity: 'high', text: `Order ${n}` }));
    }
    const overview = overviewWindow(a);
    const visits = overview ? visitWindows(a, overview) : [];
    expect(visits.length).toBeGreaterThan(0);
    expect(visits.length).toBeLessThanOrEqual(3);
    for (const visit of visits) expect(visit.to - visit.from).toBeLessThan(6 * day);
  });
});

test('gaps, missing sources, builds and the time of the patch are drawn', () => {
  const picture = renderPicture(compromisedAssessment()).source;
  expect(picture.match(/class="hole"/g)?.length).toBeGreaterThanOrEqual(2);
  expect(picture).toContain('>missing</text>');
  expect(picture).toContain('Exchange 2016 CU19 + Mar21SU');
  expect(picture).toContain('patched (March 2021)');
  expect(picture).toContain('>07:01 Offline address book');
  expect(picture).not.toMatch(/NaN|Infinity/);
});
