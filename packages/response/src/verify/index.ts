export * from './compare.js';
export * from './verification.js';
