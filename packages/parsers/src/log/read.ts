/**
 * What all log formats share: lines, bytes as text, times, layouts.
 * Specification: RFC 3339 and ISO 8601 for times, WHATWG Encoding Standard for text; the formats have folders of their own.
 */
import type { EvidenceEvent } from '@allclear/model';
import { isHeaderLine } from './header.js';
import type { LogParser } from './parser.js';

/**
 * All records of content that is in memory as a whole (small files, examples). Lines end at LF; numbers
 * start at `firstLine`. Large files are read in blocks by their reader instead.
 */
export function* readLog(parser: LogParser, content: Uint8Array, firstLine = 1): Generator<EvidenceEvent> {
  let line = firstLine;
  for (let start = 0; start < content.length; line++) {
    const feed = content.indexOf(0x0a, start);
    const stop = feed < 0 ? content.length : feed;
    const end = stop > start && content[stop - 1] === 0x0d ? stop - 1 : stop;
    if (isHeaderLine(content, start, end)) parser.header(content, start, end);
    else {
      const record = parser.record(content, start, end, { line, offset: start });
      if (record !== undefined) yield record;
    }
    start = stop + 1;
  }
}
