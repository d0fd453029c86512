/** Notices: reviewed texts with the recipient's own facts, one message a contact, sent once. */
export * from './compose.js';
export * from './secrets.js';
export * from './templates/index.js';
