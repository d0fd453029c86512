export * from './content.js';
export { cacheFolder } from './document-cache.js';
export { MAX_DEPTH, MAX_FILES } from './files.js';
export { isSigmaDocument, type SigmaDocument } from './sigma-document.js';
