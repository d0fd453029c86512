export * from './build.js';
export * from './language.js';
export * from './profile.js';
export * from './sketch.js';
export * from './townhall.js';
