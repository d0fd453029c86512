export * from './build.js';
export * from './profile.js';
export * from './townhall.js';
