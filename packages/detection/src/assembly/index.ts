export * from './analyse.js';
export { embeddedAssemblies } from './embedded.js';
