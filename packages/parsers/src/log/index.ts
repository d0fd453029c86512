export { createLogParser } from './create.js';
export { isHeaderLine } from './header.js';
export { MAX_HEADER_FIELDS, MAX_LINE_BYTES } from './limits.js';
export { type LinePlace, LOG_ARTIFACTS, type LogArtifact, type LogFallback, type LogParser } from './parser.js';
export { readLog } from './read.js';
export { sniffLog } from './sniff.js';
export { createLogTable, type LogTable } from './table.js';
export { parseIsoText, parseIsoTime } from './time.js';
