/** Cleaning: from an Assessment to a plan, to reversible steps, to proof. */

export * from './cacao/index.js';
export * from './custody/index.js';
export * from './plan/index.js';
export * from './powershell/index.js';
export * from './quarantine/index.js';
export * from './verify/index.js';
