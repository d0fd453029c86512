/** Evidence: one-time links, encrypted uploads, custody, and the job that assesses what came in. */
export { caseKey } from './case-key.js';
export { registerEvidence } from './routes.js';
export { encryptTo, linkInfo, SendError, sendByLink } from './sender.js';
export { assessEvidence, workOnEvidence } from './work.js';
