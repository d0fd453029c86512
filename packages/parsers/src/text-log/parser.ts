/**
 * Logs without columns: OABGeneratorLog and the logs of clean-up tools, one record a line.
 * Source: CSS-Exchange (https://github.com/microsoft/CSS-Exchange), which looks for the same sentences.
 */
import { type EvidenceEvent, FactEvent, type LogSource, type Problem } from '@allclear/model';
import { bomLength, trimEnd } from '../log/bytes.js';
import { MAX_LINE_BYTES } from '../log/limits.js';
import type { LinePlace, LogParser } from '../log/parser.js';
import { ProblemTally } from '../log/tally.js';
import { parseIsoText } from '../log/time.js';
import { LineDecoder } from './line-decoder.js';

export const OAB_GENERATOR_SOURCE: LogSource = { product: 'exchange', service: 'oab-generator' };
export const TOOL_LOG_SOURCE: LogSource = { product: 'allclear', category: 'tool-log' };

/** The sentence that CVE-2021-26858 leaves in OABGeneratorLog (CSS-Exchange, Test-ProxyLogon), in two halves. */
const OAB_SENTENCE = /Download failed and temporary file\s/i;
const OAB_SENTENCE_END = /\sneeds to be removed/i;
const LEADING_TIME = /^"?\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)/;
/** Microsoft Safety Scanner and MRT: `Threat Detected: <name>, not removed.` / `Found <name>, …`. */
const THREAT = /^\s*(?:Threat detected|Found):?\s+([A-Za-z]+:[^,\s]+)/i;
const RESOURCE = /(?:container)?file:\/\/(?:\\\\\?\\)?([A-Za-z]:\\.*)/i;
const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/Microsoft Safety Scanner|Malicious Software Removal Tool/i, 'msert'],
  [/EOMT|Exchange On-premises Mitigation Tool/i, 'eomt'],
];

function leadingTime(line: string): number | undefined {
  const stamp = LEADING_TIME.exec(line)?.[1];
  const time = stamp === undefined ? Number.NaN : parseIsoText(stamp);
  return Number.isNaN(time) ? undefined : time;
}

/** The file that the sentence names, without its quotes. Two searches: one pattern over both would take quadratic time. */
function temporaryFile(line: string): string | undefined {
  const begin = OAB_SENTENCE.exec(line);
  if (begin === null) return undefined;
  const rest = line.slice(begin.index + begin[0].length);
  const end = OAB_SENTENCE_END.exec(rest);
  return end === null
    ? undefined
    : rest
        .slice(0, end.index)
        .trim()
        .replace(/^['"]|['"]$/g, '');
}

/** The file of a scanner's resource line; behind `->` stands the part inside a container. */
function resourcePath(line: string): string | undefined {
  return RESOURCE.exec(line)?.[1]?.split('->', 1)[0]?.trim();
}

/**
 * Plain text logs, one record a line that is not blank.
 * OABGeneratorLog: `line`, and `path` where the marker sentence is there. Logs of earlier clean-up tools:
 * `line`, `tool` ('msert', 'eomt') once a line named it, `threat` and `path` where the line tells them.
 * Time: a leading ISO time, taken as UTC where it names no zone.
 */
export class TextLogParser implements LogParser {
  readonly table = undefined;
  readonly #tally = new ProblemTally();
  readonly #decoder = new LineDecoder();
  readonly #oab: boolean;
  #tool: string | undefined;

  constructor(artifact: 'oab-generator' | 'text-log') {
    this.#oab = artifact === 'oab-generator';
  }

  get problems(): readonly Problem[] {
    return this.#tally.list();
  }

  header(bytes: Uint8Array, start: number, end: number): void {
    const from = start + bomLength(bytes, start, end);
    this.#noteTool(this.#decoder.decode(bytes, from, Math.min(end, from + MAX_LINE_BYTES)));
  }

  record(bytes: Uint8Array, start: number, end: number, place: LinePlace): EvidenceEvent | undefined {
    let to = end;
    if (end - start > MAX_LINE_BYTES) {
      to = start + MAX_LINE_BYTES;
      this.#tally.add('ALC-P002', 'cut to 1 MiB', place);
    }
    if (trimEnd(bytes, start, to) === start) return undefined;
    const line = this.#decoder.decode(bytes, start, to).trimEnd();
    if (line === '' || line.startsWith('#')) return undefined;
    const time = leadingTime(line);
    if (this.#oab) {
      return new FactEvent(OAB_GENERATOR_SOURCE, { line, path: temporaryFile(line) }, place, time);
    }
    this.#noteTool(line);
    const values = { line, tool: this.#tool, threat: THREAT.exec(line)?.[1], path: resourcePath(line) };
    return new FactEvent(TOOL_LOG_SOURCE, values, place, time);
  }

  #noteTool(line: string): void {
    this.#tool ??= TOOLS.find(([pattern]) => pattern.test(line))?.[1];
  }
}
