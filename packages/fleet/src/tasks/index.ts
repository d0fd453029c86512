/** Tasks and approvals. */
export { registerTasks } from './routes.js';
