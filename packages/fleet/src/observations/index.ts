export * from './csv.js';
export * from './observation.js';
export * from './read-report.js';
export * from './report.js';
export * from './store.js';
export * from './values.js';
