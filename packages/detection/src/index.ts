export * from './assembly/index.js';
export * from './configuration/index.js';
export * from './file-facts/index.js';
export * from './indicators/index.js';
export * from './page/index.js';
export * from './prefilter/index.js';
export * from './sigma/index.js';
export * from './yara/index.js';
