/** What a matching YARA rule says to a person: who wrote it, under which licence, how sure, and where its strings stand. */
import type { YaraMatch, YaraRule } from '@allclear/detection';
import { decodeText } from '@allclear/parsers';

export interface YaraHit {
  readonly rule: string;
  /** The rule file within its folder. */
  readonly file: string;
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly licence: string | undefined;
  readonly references: readonly string[];
  /** As its author set it, 0 to 100. */
  readonly score: number | undefined;
  readonly level: 'malicious' | 'suspicious';
  readonly places: readonly YaraPlace[];
}

export interface YaraPlace {
  readonly string: string;
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** Of files of text, from 1. */
  readonly line: number | undefined;
  /** The line around the match, cut; of other files what is printable of the match. */
  readonly quote: string;
}

/** Scores from which on authors who set scores mean "malicious". */
export const MALICIOUS_SCORE = 80;
const QUOTE = 160;

export function yaraHit({ rule, places }: YaraMatch, data: Uint8Array): YaraHit {
  const score = metaOf(rule, ['score']).find((value) => typeof value === 'number');
  return {
    rule: rule.name,
    file: rule.origin,
    description: text(rule, ['description', 'desc', 'info']),
    author: text(rule, ['author', 'authors']),
    licence: text(rule, ['license', 'licence']),
    references: metaOf(rule, ['reference', 'references', 'ref', 'url'])
      .filter((value) => typeof value === 'string')
      .slice(0, 5),
    score,
    level: score !== undefined && score >= MALICIOUS_SCORE ? 'malicious' : 'suspicious',
    places: places.map(({ id, offset, length }) => ({
      string: id,
      offset,
      length,
      ...quoted(data, offset, length),
    })),
  };
}

function metaOf({ meta }: YaraRule, names: readonly string[]): (string | number | boolean)[] {
  return meta.filter(([name]) => names.includes(name.toLowerCase())).map(([, value]) => value);
}

const text = (rule: YaraRule, names: readonly string[]): string | undefined =>
  metaOf(rule, names).find((value) => typeof value === 'string');

function quoted(data: Uint8Array, offset: number, length: number): Pick<YaraPlace, 'line' | 'quote'> {
  const wide = data[offset + 1] === 0 || (data[0] === 0xff && data[1] === 0xfe);
  const start = Math.max(lineStart(data, offset), offset - QUOTE / 2);
  const end = Math.min(lineEnd(data, offset), start + QUOTE * (wide ? 2 : 1));
  const around = data.subarray(start, Math.max(end, Math.min(offset + length, offset + QUOTE)));
  const quote = decodeText(whole(wide ? around.filter((byte) => byte !== 0) : around)).text;
  let line: number | undefined = 1;
  for (let i = 0; i < offset; i++) {
    if (data[i] === 10) line++;
    // A NUL in a file that is no UTF-16: lines mean nothing in it.
    else if (data[i] === 0 && !wide) {
      line = undefined;
      break;
    }
  }
  return {
    line,
    quote: quote
      .replace(/[\r\n]+/g, ' ')
      .trim()
      .slice(0, QUOTE),
  };
}

/** Without the parts of UTF-8 characters that the cut left at both ends. */
function whole(bytes: Uint8Array): Uint8Array {
  const isRest = (at: number): boolean => ((bytes[at] ?? 0) & 0xc0) === 0x80;
  let start = 0;
  while (start < 3 && isRest(start)) start++;
  let end = bytes.length;
  while (end > bytes.length - 3 && isRest(end - 1)) end--;
  return (bytes[end - 1] ?? 0) >= 0xc0 ? bytes.subarray(start, end - 1) : bytes.subarray(start, end);
}

function lineStart(data: Uint8Array, at: number): number {
  return data.lastIndexOf(10, at - 1) + 1;
}

function lineEnd(data: Uint8Array, at: number): number {
  const end = data.indexOf(10, at);
  return end < 0 ? data.length : end;
}
