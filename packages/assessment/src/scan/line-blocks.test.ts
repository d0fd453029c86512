import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_BUFFER, LineBlocks, MAX_LINE } from './line-blocks.js';

interface Seen {
  /** Number, offset and content of each whole line, in order. */
  readonly lines: [number: number, offset: number, content: string][];
  readonly cut: [number: number, offset: number, length: number][];
  readonly longLines: number;
}

function read(chunks: readonly Uint8Array[], askFor: 'every' | 'last' = 'every'): Seen {
  const lines: Seen['lines'] = [];
  const cut: Seen['cut'] = [];
  const blocks = new LineBlocks(new Uint8Array(LINE_BUFFER), {
    block(self, end) {
      expect(end).toBeLessThanOrEqual(self.held);
      let start = 0;
      const starts: number[] = [];
      while (start < end) {
        starts.push(start);
        const next = self.next(start);
        const content = Buffer.from(self.buffer.subarray(start, self.contentEnd(start, next))).toString('latin1');
        lines.push([askFor === 'every' ? self.lineNumber(start) : 0, self.offset(start), content]);
        start = next;
      }
      expect(start).toBe(end);
      // Numbers may be asked for in any order, and not at all.
      if (askFor === 'last') {
        const first = lines.length - starts.length;
        for (const at of [starts.length - 1, 0]) {
          const line = lines[first + at];
          const position = starts[at];
          if (line !== undefined && position !== undefined) line[0] = self.lineNumber(position);
        }
      }
    },
    longLine(self, end) {
      cut.push([self.lineNumber(0), self.offset(0), end]);
    },
  });
  for (const chunk of chunks) {
    const lent = chunk.slice();
    blocks.push(lent);
    // The reader takes its buffer back after the call.
    lent.fill(0);
  }
  blocks.finish();
  return { lines, cut, longLines: blocks.longLines };
}

/** The same, said simply. */
function expected(text: string): Pick<Seen, 'lines' | 'cut'> {
  const lines: Seen['lines'] = [];
  const cut: Seen['cut'] = [];
  let offset = 0;
  text.split('\n').forEach((line, index, all) => {
    const isRest = index === all.length - 1;
    if (isRest && line === '') return;
    if (line.length >= MAX_LINE) cut.push([index + 1, offset, MAX_LINE]);
    else lines.push([index + 1, offset, line.replace(/\r$/, '')]);
    offset += line.length + 1;
  });
  return { lines, cut };
}

function inChunks(text: string, sizes: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(text, 'latin1');
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('lines of a stream', () => {
  test.each([
    ['nothing', ''],
    ['one line without an end', 'abc'],
    ['both line ends, and blank lines', 'a\r\n\nb\n\r\nc'],
    ['a return inside a line', 'a\rb\r\n'],
    ['only line ends', '\n\r\n\n'],
  ])('%s', (_, text) => {
    for (const sizes of [[1], [2], [1000]]) expect(read(inChunks(text, sizes))).toMatchObject(expected(text));
  });

  test('do not depend on the chunks they come in', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('', '\r', 'x'.repeat(70_000), 'y'.repeat(300_000)),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 5 }),
        (parts, sizes) => {
          const text = parts.map((part) => part.replace(/[^\x20-\x7e\r]/g, '?')).join('\n');
          expect(read(inChunks(text, sizes))).toMatchObject(expected(text));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('numbers are right in whatever order they are asked for', () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `line ${i} ${'z'.repeat(i % 90)}`).join('\n');
    const { lines } = read(inChunks(text, [65_536]), 'last');
    const whole = expected(text).lines;
    const asked = lines.map((line, i) => [line[0], whole[i]?.[0]]).filter(([number]) => number !== 0);
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter(([number, right]) => number !== right)).toEqual([]);
  });
});

describe('lines that are too long', () => {
  // One byte short of the limit, at it, beyond it; at the beginning, in the middle, at the end.
  const lengths = [MAX_LINE - 1, MAX_LINE, MAX_LINE + 1, MAX_LINE + 200_000, 3 * MAX_LINE];
  test.each(lengths)('%i bytes: cut by their length alone, not by the chunks', (length) => {
    const long = 'q'.repeat(length);
    for (const text of [`${long}\nafter\n`, `before\nbefore\n${long}\r\nafter\n`, `before\n${long}`]) {
      const wanted = expected(text);
      for (const sizes of [[65_536], [262_144], [1 << 20], [4 << 20], [99_999, 7, 1_048_577]]) {
        const seen = read(inChunks(text, sizes));
        expect({ ...seen, lines: seen.lines.map(brief) }).toEqual({
          cut: wanted.cut,
          lines: wanted.lines.map(brief),
          longLines: wanted.cut.length,
        });
      }
    }
  });

  test('lines behind them keep their number and offset', () => {
    const long = 'w'.repeat(MAX_LINE + 5);
    const { lines, cut } = read(inChunks(`a\n${long}\nb\n${long}\n${long}\nc\n`, [50_000]));
    expect(cut.map(([number]) => number)).toEqual([2, 4, 5]);
    expect(lines).toEqual([
      [1, 0, 'a'],
      [3, 2 + long.length + 1, 'b'],
      [6, 2 + 3 * (long.length + 1) + 2, 'c'],
    ]);
  });
});

function brief([number, offset, content]: Seen['lines'][number]): readonly [number, number, number] {
  return [number, offset, content.length];
}
