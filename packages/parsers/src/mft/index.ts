export * from './entry.js';
export * from './folders.js';
export { FILE_KINDS, type FileKind, kindOf } from './kinds.js';
export { FileRecord, type FileReference, type RecordState } from './record.js';
export * from './survey.js';
export { MftReader } from './table.js';
export * from './testing/build-mft.js';
export { extensionAt, utf16At } from './text.js';
export * from './time.js';
