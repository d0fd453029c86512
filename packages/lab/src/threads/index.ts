export { inOrder, type Runner, serveJobs, threadRunner } from './in-order.js';
