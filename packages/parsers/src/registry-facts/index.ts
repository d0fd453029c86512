export { type CommandPlace, commandPlace, parseCommand } from './command.js';
export { type HiveKind, type Mount, mountHive } from './mount.js';
export { openRegistry, parseRegistry, parseRegistryText, type RegistryOptions, unfinished } from './parse.js';
export type { RegistryCategory } from './sink.js';
