export * from './townhall-clean.js';
export * from './townhall-compromised.js';
export * from './write-example.js';
