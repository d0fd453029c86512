export * from './checks.js';
export * from './play.js';
export * from './step.js';
export * from './truth.js';
export * from './world.js';
