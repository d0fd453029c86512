export * from './parse.js';
export type { VersionResource } from './version.js';
