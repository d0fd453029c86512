export * from './artifact/index.js';
export { openablePath } from './bytes/openable-path.js';
export * from './layout/index.js';
export * from './limits.js';
export * from './source/index.js';
export type {
  ByteLocator,
  EvidenceFile,
  EvidenceUnit,
  OpenOptions,
  ReadResult,
  UnitForm,
  UnitList,
  UnitLocator,
} from './unit.js';
export * from './write/index.js';
