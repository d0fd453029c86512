/** What every part of the server is given: the application with its services, and for whom a request works. */
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Database, TenantContext } from '../database/index.js';
import type { BlobStore, Jobs } from './services.js';

export interface FleetServices {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly blobs: BlobStore;
  readonly settings: FleetSettings;
  /** ms since 1970, UTC; tests set their own. */
  readonly clock: () => number;
}

export interface FleetSettings {
  /** The address under which people reach the server, without a slash at the end. */
  readonly publicUrl: string;
  /** SMTP address (`smtp://user:password@host:25`); absent: notices are not sent by mail. */
  readonly smtp?: string;
  /** Sender of notices. */
  readonly sender?: string;
}

export type FleetApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyInstance {
    readonly fleet: FleetServices;
    /**
     * For whom this request works; answers 401 when nobody is signed in, 403 when the role may not change things.
     * @param need `read`: anybody signed in; `write`: not reader or auditor; `analyst`: the authority's own people
     */
    contextOf(request: FastifyRequest, need: 'read' | 'write' | 'analyst'): Promise<TenantContext>;
  }
}
