export * from './figures.js';
export * from './judge.js';
export * from './print.js';
export * from './run.js';
