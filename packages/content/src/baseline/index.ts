export * from './baseline-index.js';
export * from './format.js';
export * from './read.js';
