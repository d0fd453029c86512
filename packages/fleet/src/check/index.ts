/** The public check page. */
export { registerCheck } from './routes.js';
export { workOnChecks } from './work.js';
