export * from './facts.js';
export * from './parse.js';
export * from './testing/build-prefetch.js';
