export * from './acts.js';
export * from './build.js';
export * from './markdown.js';
export * from './step.js';
