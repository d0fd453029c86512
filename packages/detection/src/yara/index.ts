export type { Externals } from './condition/scope.js';
export type { YaraRule } from './language/ast.js';
export type { Refused } from './language/parse.js';
export * from './pack.js';
export * from './yara-x.js';
