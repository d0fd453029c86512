export { type NormalisedEvent, normaliseEvent } from './normalise.js';
export { EventJsonParser } from './parser.js';
export { eventLogSource } from './sources.js';
export { type EventTime, parseEventTime } from './time.js';
