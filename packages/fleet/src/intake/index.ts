export * from './bulk.js';
export * from './bundle-folder.js';
export * from './intake.js';
export * from './watch.js';
