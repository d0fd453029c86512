export type { LogRemoval, RemovableLog, Retention } from './day-files.js';
export * from './entry.js';
export type { EventLogForm } from './event-log-file.js';
export * from './layout.js';
export * from './quality.js';
export * from './read-zip.js';
