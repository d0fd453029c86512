import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateScanBuffer, LAYOUT } from './kernel.js';
import { createPrefilter, type Prefilter, type PrefilterSpec } from './prefilter.js';

interface Hit {
  start: number;
  end: number;
  ids: number[];
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const fold = (text: string): string => text.replace(/[A-Z]/g, (c) => c.toLowerCase());

/** What the interface says, line by line and literal by literal. */
function naive(spec: PrefilterSpec, block: Uint8Array, length: number): Hit[] {
  const hits: Hit[] = [];
  const text = latin1(block.subarray(0, length));
  for (let start = 0; start < length; ) {
    const feed = text.indexOf('\n', start);
    const stop = feed < 0 ? length : feed;
    const end = feed >= 0 && stop > start && text[stop - 1] === '\r' ? stop - 1 : stop;
    const line = fold(text.slice(start, stop));
    const ids: number[] = [];
    if (spec.encodedLetters && /%(25)?(3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]|u[0-9a-f])/i.test(line)) ids.push(-1);
    spec.literals.forEach((literal, id) => {
      if (line.includes(fold(latin1(new TextEncoder().encode(literal))))) ids.push(id);
    });
    if (ids.length > 0) hits.push({ start, end, ids });
    start = stop + 1;
  }
  return hits;
}

const buffer = allocateScanBuffer(1 << 18);

/** Scans the block as it lies, then in the kernel's memory at the same alignment among other bytes: must be the same. */
function scan(spec: PrefilterSpec, block: Uint8Array, length = block.length, sample?: Uint8Array): Hit[] {
  const prefilter = createPrefilter(spec, sample);
  const hits = collect(prefilter, block, length);
  const from = 32 + (block.byteOffset & 15);
  // Copies of the block around it: whatever lies beyond its ends must not be found.
  for (const at of block.length > 0 ? [from - block.length, from + block.length] : [])
    if (at >= 0) buffer.set(block, at);
  buffer.set(block, from);
  expect(collect(prefilter, buffer.subarray(from, from + block.length), length)).toEqual(hits);
  return hits;
}

function collect(prefilter: Prefilter, block: Uint8Array, length: number): Hit[] {
  const hits: Hit[] = [];
  prefilter.scan(block, length, (start, end, ids, count) =>
    hits.push({ start, end, ids: [...ids.subarray(0, count)] }),
  );
  return hits;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The same bytes at an address that is `shift` above a multiple of four. */
function shifted(bytes: Uint8Array, shift: number): Uint8Array {
  const copy = new Uint8Array(bytes.length + 16).fill(0x7a);
  const from = ((4 - (copy.byteOffset & 3)) & 3) + shift;
  copy.set(bytes, from);
  return copy.subarray(from, from + bytes.length);
}

describe('createPrefilter', () => {
  it('finds literals in any ASCII case and gives all ids of a line, ascending', () => {
    const spec = { literals: ['/ecp/y.js', 'Set-OabVirtualDirectory', 'python-requests'], encodedLetters: false };
    const text = 'nothing\r\nGET /ECP/Y.js python-REQUESTS/2\r\nset-oabvirtualdirectory /ecp/y.js\nlast';
    expect(scan(spec, bytesOf(text))).toEqual([
      { start: 9, end: 40, ids: [0, 2] },
      { start: 42, end: 75, ids: [0, 1] },
    ]);
  });

  it('finds a literal at every distance from a word boundary, at every place of the block', () => {
    for (const literal of ['abcd', 'abcde', 'abcdef', 'abcdefg', 'abcdefgh', 'abcdefghijklm']) {
      for (let shift = 0; shift < 4; shift++) {
        for (let length = literal.length; length < literal.length + 24; length++) {
          for (let at = 0; at + literal.length <= length; at++) {
            const block = shifted(
              bytesOf('.'.repeat(at) + literal.toUpperCase() + '.'.repeat(length - at - literal.length)),
              shift,
            );
            expect(scan({ literals: [literal], encodedLetters: false }, block)).toEqual([
              { start: 0, end: length, ids: [0] },
            ]);
          }
        }
      }
    }
  });

  it('does not look behind the given length', () => {
    const block = bytesOf('aaaa\nabcdefgh\n');
    expect(scan({ literals: ['abcdefgh'], encodedLetters: false }, block, 12)).toEqual([]);
    expect(scan({ literals: ['abcdefgh'], encodedLetters: false }, block, 13)).toEqual([
      { start: 5, end: 13, ids: [0] },
    ]);
  });

  it('rejects literals below four bytes and counts bytes, not characters', () => {
    expect(() => createPrefilter({ literals: ['abc'], encodedLetters: false })).toThrow(RangeError);
    expect(() => createPrefilter({ literals: ['äö'], encodedLetters: false })).not.toThrow();
  });

  it.each([
    ['%41', true],
    ['%5a', true],
    ['%5b', false],
    ['%40', false],
    ['%61', true],
    ['%7A', true],
    ['%7b', false],
    ['%2541', true],
    ['%252541', false],
    ['%25', false],
    ['%4', false],
    ['%%61', true],
    ['%2f%3A', false],
    ['%30', true],
    ['%3a', false],
    ['%6%31', true],
    ['%u0061', true],
    ['%uz', false],
    ['\u0005\u000541', false],
  ])('encoded letter in %s: %s', (text, expected) => {
    for (let shift = 0; shift < 4; shift++) {
      for (const before of ['', '.', '..', '...', '.'.repeat(21)]) {
        for (const behind of ['', '.', '.'.repeat(19)]) {
          const block = shifted(bytesOf(before + text + behind), shift);
          expect(scan({ literals: [], encodedLetters: true }, block).length).toBe(expected ? 1 : 0);
        }
      }
    }
  });

  it('agrees with a line by line search on random text over a small alphabet', () => {
    const alphabet = fc.constantFrom(...'aAbB@`%4125c/\r\n\n'.split(''), 'ä', '\u0005');
    const text = fc.array(alphabet, { maxLength: 400 }).map((a) => a.join(''));
    const literal = fc
      .array(fc.constantFrom(...'aAbB@`%41/ä'.split('')), { minLength: 4, maxLength: 11 })
      .map((a) => a.join(''));
    fc.assert(
      fc.property(
        text,
        fc.array(literal, { maxLength: 8 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        (body, literals, encodedLetters, shift, sampled) => {
          const block = shifted(bytesOf(body), shift);
          const spec = { literals, encodedLetters };
          const sample = sampled ? bytesOf(body.repeat(20)) : undefined;
          expect(scan(spec, block, block.length, sample)).toEqual(naive(spec, block, block.length));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('keeps neighbouring lines apart when a letter and a literal stand in the same 16 bytes', () => {
    const spec = { literals: ['abcdefgh'], encodedLetters: true };
    for (let before = 8; before < 40; before++) {
      for (const middle of ['%41\nabcdefgh', 'abcdefgh\n%41', '%41\n.\nabcdefgh']) {
        const block = bytesOf('.'.repeat(before) + middle + '.'.repeat(40));
        expect(scan(spec, block)).toEqual(naive(spec, block, block.length));
      }
    }
  });

  it('agrees on log lines with planted literals, whatever the bytes between', () => {
    const literals = ['/owa/auth/x.js', '.aspx', 'cmd=', 'autodiscover.json', 'X-BEResource', 'abcd', 'Server\x49nfo~'];
    const piece = fc.oneof(
      fc.constantFrom(...literals, ...literals.map((l) => l.toUpperCase()), '%61', '\r\n', '\n', ' ', '%'),
      fc.uint8Array({ maxLength: 12 }).map((b) => latin1(b)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), fc.integer({ min: 0, max: 3 }), (pieces, shift) => {
        const block = shifted(Buffer.from(pieces.join(''), 'latin1'), shift);
        const spec = { literals, encodedLetters: true };
        expect(scan(spec, block)).toEqual(naive(spec, block, block.length));
      }),
      { numRuns: 2000 },
    );
  });

  it('finds what lies across the pieces in which a block is read', () => {
    const literals = ['abcd', 'abcde', 'needle-longer-than-eight', 'tail-of'];
    for (const text of ['ABCD', 'abcde', 'Needle-longer-than-eight', '%41', '%2541', '%u0041', 'x\r\nabcd\n%61']) {
      for (let before = -text.length - 2; before <= 2; before++) {
        const body = `${'.'.repeat(LAYOUT.PIECE + before)}${text}${'.'.repeat(LAYOUT.PIECE - 7)}tail-of`;
        const block = shifted(bytesOf(body), before & 3);
        const spec = { literals, encodedLetters: true };
        expect(scan(spec, block)).toEqual(naive(spec, block, block.length));
      }
    }
  });

  it('gives the same with and without a sample, and again on the next block', () => {
    const spec = { literals: ['needle-1', 'needle-2'], encodedLetters: false };
    const block = bytesOf(`${'hay '.repeat(300)}needle-1\n${'hay '.repeat(5000)}needle-2\n`);
    expect(scan(spec, block, block.length, block)).toEqual(scan(spec, block));
    const filter = createPrefilter(spec);
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) filter.scan(block, block.length, (start) => seen.push(start));
    expect(seen).toEqual([0, 1209, 0, 1209, 0, 1209]);
  });
});
