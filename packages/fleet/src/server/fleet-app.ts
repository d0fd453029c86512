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
  /** 32 bytes, the same in every process of an installation: seals what must not be readable in the database alone. */
  readonly installationKey: Uint8Array;
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

/** Who asks: a tenant, with the name that the audit record gets. */
export interface RequestContext extends TenantContext {
  readonly account: string;
  /** The account's e-mail address. */
  readonly actor: string;
  readonly administrator: boolean;
}

/**
 * `read`: anybody signed in; `write`: not reader or auditor; `analyst`: the authority's own people who may change
 * things; `oversight`: the authority's own people who may see everything, auditors included; `administrator`: an
 * analyst who may also manage accounts.
 */
export type Need = 'read' | 'write' | 'analyst' | 'oversight' | 'administrator';

declare module 'fastify' {
  interface FastifyInstance {
    readonly fleet: FleetServices;
    /**
     * For whom this request works; answers 401 when nobody is signed in, 403 when the role may not, and 403 when a
     * request that changes something does not carry the session's CSRF token (header `x-csrf-token`).
     */
    contextOf(request: FastifyRequest, need: Need): Promise<RequestContext>;
  }
}
