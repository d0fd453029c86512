export * from './pack.js';
export * from './place.js';
export * from './store.js';
