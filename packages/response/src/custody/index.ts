export * from './check.js';
export * from './manifest.js';
export * from './signature.js';
export * from './sums.js';
export * from './timestamp.js';
