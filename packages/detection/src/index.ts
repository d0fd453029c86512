export * from './prefilter/index.js';
