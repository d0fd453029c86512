export { type PackNames, type PreparedPack, preparePack } from './add-pack.js';
export { type PackSource, readPackSource } from './read-source.js';
