export * from './assessment.js';
export * from './coverage.js';
export * from './detection.js';
export * from './event.js';
export * from './finding.js';
export * from './patch.js';
export * from './problem.js';
export * from './vocabulary.js';
