import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MAX_XML_ATTRIBUTES,
  MAX_XML_BYTES,
  MAX_XML_DEPTH,
  MAX_XML_ELEMENTS,
  MAX_XML_ERRORS,
  MAX_XML_VALUE,
  readXml,
} from './read.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
function names(text: string): { opened: string[]; problems: ReturnType<typeof readXml> } {
  const opened: string[] = [];
  const problems = readXml(bytesOf(text), { open: (e, a) => opened.push([...a.map((x) => x.name), e.name].join('/')) });
  return { opened, problems };
}

describe('readXml', () => {
  test('elements with their ancestors, lines, text and CDATA', () => {
    const closed: string[] = [];
    const problems = readXml(bytesOf('<?xml version="1.0"?>\n<a>\n <p:b c="1">x<![CDATA[<y>]]></p:b></a>'), {
      close: (e, a, text) => closed.push(`${e.name}@${e.line}<${a.length}>${text}`),
    });
    expect(problems).toEqual([]);
    expect(closed).toEqual(['b@3<1>x<y>', 'a@2<0>']);
  });
  test('a surplus end tag does not cost the rest; a cut file ends what is open', () => {
    const { opened, problems } = names('<a><b></c><d/></a><e/>');
    expect(opened.map((n) => n.split('/').at(-1))).toEqual(['a', 'b', 'd', 'e']);
    expect(problems).toMatchObject([{ code: 'ALC-P006', line: 1 }]);
    const closed: string[] = [];
    readXml(bytesOf('<a><b>text'), { close: (e) => closed.push(e.name) });
    expect(closed).toEqual(['b', 'a']);
  });
  test('empty', () => {
    expect(readXml(new Uint8Array(), {})).toMatchObject([{ code: 'ALC-P005' }]);
  });
  test.each([
    ['depth', '<a>'.repeat(MAX_XML_DEPTH + 5), 'too deeply'],
    ['elements', `<r>${'<a/>'.repeat(MAX_XML_ELEMENTS + 5)}`, 'too many elements'],
    [
      'attributes',
      `<a ${Array.from({ length: MAX_XML_ATTRIBUTES + 5 }, (_, i) => `a${i}="1"`).join(' ')}/>${' '.repeat(40_000)}<b/>`,
      'too many attributes',
    ],
    ['errors', '</a>'.repeat(MAX_XML_ERRORS + 20_000), 'too many errors'],
  ])('cap on %s', (_, text, why) => {
    const { problems } = names(text);
    expect(problems.at(-1)).toMatchObject({ code: 'ALC-P006' });
    expect(problems.at(-1)?.detail).toContain(why);
  });
  test('cap on size and on values', () => {
    const big = new Uint8Array(MAX_XML_BYTES + 10).fill(0x20);
    expect(readXml(big, {})[0]?.code).toBe('ALC-P008');
    let length = 0;
    readXml(bytesOf(`<a>${'x'.repeat(MAX_XML_VALUE + 10)}</a>`), {
      close: (_e, _a, text) => {
        length = text.length;
      },
    });
    expect(length).toBe(MAX_XML_VALUE);
  });
  test('total on any text, and on text that looks like XML', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      'b',
      '"',
      '=',
      ' ',
      '&',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!DOCTYPE',
      '[',
      ']',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(Array.isArray(names(pieces.join('')).problems)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        readXml(bytes, {});
      }),
    );
  });
});
