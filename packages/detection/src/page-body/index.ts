export { MAX_BODY_CHARS, MAX_PARAMETERS, MIN_BODY_CHARS, type PageBody, pageBody } from './page-body.js';
export { sha256Hex } from './sha256.js';
