export * from './analyse.js';
export * from './fields.js';
