import { fileURLToPath } from 'node:url';

/** Where the built console lies: static files for a web server. */
export const CONSOLE_FOLDER = fileURLToPath(new URL('./dist/', import.meta.url));
