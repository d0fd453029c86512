export * from './name-hash.js';
export * from './page-area.js';
export * from './parse.js';
