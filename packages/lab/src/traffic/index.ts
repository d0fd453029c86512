export * from './request.js';
export * from './trace.js';
