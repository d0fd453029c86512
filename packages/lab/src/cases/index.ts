export * from './case.js';
export * from './make.js';
export * from './set.js';
export * from './truth.js';
