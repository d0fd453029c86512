export * from './decompress.js';
export * from './testing/compress-mam.js';
