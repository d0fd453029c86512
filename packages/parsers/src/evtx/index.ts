export type { Crc32 } from './crc32.js';
export { type EvtxOptions, EvtxReader, type EvtxSummary, readEvtx } from './reader.js';
export { EvtxRecord, RECOVERED_FIELD, type Recovery } from './record.js';
export { type BuiltEvent, buildEvtx, type TypedValue } from './testing/build-evtx.js';
