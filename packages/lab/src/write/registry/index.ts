export type { LocalAccount } from './sam.js';
export * from './server-registry.js';
export type { CachedTask } from './task.js';
export { HiveTree } from './tree.js';
