export type { ArchiveEntry } from './entry.js';
export { writeGzip } from './gzip.js';
export { writeTar } from './tar.js';
export { writeZip, type ZipOptions } from './zip.js';
