/** What the console and other clients know of the fleet: the shapes of its API, nothing that needs a server. */
export * from './access.js';
export * from './board.js';
export * from './campaigns.js';
export * from './check.js';
export * from './common.js';
export * from './evidence.js';
export * from './intake.js';
export * from './notices.js';
export * from './observations.js';
export * from './registry.js';
export * from './tasks.js';
