export { type Key, type Lock, newIdentity } from './container.js';
export { JournalError, readJournal } from './journal.js';
export { type Located, locate, type Target } from './locate.js';
export { planDigest } from './plan-digest.js';
export * from './quarantine.js';
export * from './records.js';
export * from './restore.js';
