export * from './audit.js';
export * from './links.js';
export { registerAccess } from './routes.js';
