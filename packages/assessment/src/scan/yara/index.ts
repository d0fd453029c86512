export type { YaraHit, YaraPlace } from './hit.js';
export * from './rule-files.js';
export * from './yara-scan.js';
