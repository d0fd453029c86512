export * from './cabinet.js';
export * from './magic.js';
