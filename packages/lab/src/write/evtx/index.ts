export type { EventContent, EvtxEvent, NamedValue } from './event.js';
export { EvtxWriter, evtxFile } from './file.js';
export * from './value.js';
export { evtxEvent } from './windows-event.js';
