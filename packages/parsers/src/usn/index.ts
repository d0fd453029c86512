export * from './journal.js';
export * from './reason.js';
export * from './survey.js';
export * from './testing/build-journal.js';
