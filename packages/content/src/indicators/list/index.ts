export * from './parse.js';
export * from './value.js';
