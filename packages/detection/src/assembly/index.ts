export * from './analyse.js';
export { compiledPageFacts } from './compiled.js';
export { embeddedAssemblies } from './embedded.js';
export { assemblyFields } from './fields.js';
