export * from './content.js';
export { MAX_DEPTH, MAX_FILES } from './files.js';
