export * from './expand.js';
export { type ConfigurationOptions, MAX_CONFIGURATION_FACTS, parseIisConfig } from './parse.js';
