export { type BaseBlock, readBaseBlock } from './header.js';
export { Hive, type HiveKey, type HiveOptions, type HiveValue } from './hive.js';
export * from './key.js';
export { WithRecovered } from './recover.js';
export * from './testing/build-hive.js';
export { fileTimeOf } from './time.js';
export { isDirty, type Replay, replayLogs } from './transaction-log.js';
