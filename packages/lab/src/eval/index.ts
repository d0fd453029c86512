export * from './figures.js';
export * from './gate.js';
export * from './judge.js';
export * from './print.js';
export * from './run.js';
