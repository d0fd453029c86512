/** What the console and other clients know of the fleet: the shapes of its API, nothing that needs a server. */
export * from './access.js';
export * from './common.js';
