/** Many organisations: evidence in, assessments, campaigns, notices, cases. */
export * from './campaigns/index.js';
export * from './database/index.js';
export * from './demo/index.js';
export * from './evidence/index.js';
export * from './intake/index.js';
export * from './jobs/index.js';
export { type AppOptions, buildApp } from './server/app.js';
export { openBlobFolder } from './server/blobs.js';
export type { FleetApp, FleetServices, FleetSettings, Need, RequestContext } from './server/fleet-app.js';
export * from './server/serve.js';
export { ServeError } from './server/serve-error.js';
export type { BlobStore, Jobs } from './server/services.js';
