export * from './quote.js';
export * from './script.js';
