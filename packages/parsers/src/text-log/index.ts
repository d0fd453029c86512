export { LineDecoder } from './line-decoder.js';
export { OAB_GENERATOR_SOURCE, TextLogParser, TOOL_LOG_SOURCE } from './parser.js';
