export * from './generate.js';
export * from './scenario.js';
