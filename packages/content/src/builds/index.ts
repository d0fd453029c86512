export * from './build-number.js';
export * from './build-table.js';
export * from './load.js';
export * from './schema.js';
