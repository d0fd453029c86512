export type { LogRemoval, RemovableLog, Retention } from './day-files.js';
export * from './entry.js';
export * from './layout.js';
export * from './quality.js';
export * from './read-zip.js';
