export * from './cases/index.js';
export * from './evidence/index.js';
export * from './examples/index.js';
export * from './intrusion/index.js';
export * from './random/index.js';
export * from './scenario/index.js';
export * from './server/index.js';
export * from './stream/index.js';
