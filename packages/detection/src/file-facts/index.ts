export * from './file-fact.js';
export * from './known-good.js';
