/** Many organisations: evidence in, assessments, campaigns, notices, cases. */
export * from './database/index.js';
