/** Notices: reviewed texts with the recipient's own facts, one message a contact, sent once. */
export * from './compose.js';
export { PUBLIC_PER_MINUTE, registerNotices } from './routes.js';
export * from './secrets.js';
export * from './smtp.js';
export * from './templates/index.js';
export { workOnNotices } from './work.js';
