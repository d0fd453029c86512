/** One process that is the whole fleet: PostgreSQL, jobs, blobs, application. Or, with a database of one's own, one of several. */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { FastifyServerOptions } from 'fastify';
import { z } from 'zod';
import { firstAdministratorLink, setupPath } from '../access/links.js';
import { Database, EmbeddedError, MigrationError, migrate, startEmbedded } from '../database/index.js';
import { watchFolder } from '../intake/watch.js';
import { startJobs } from '../jobs/index.js';
import { buildApp } from './app.js';
import { openBlobFolder } from './blobs.js';
import type { FleetServices, FleetSettings } from './fleet-app.js';
import { installationKey } from './key.js';
import { startWork } from './parts.js';
import { ServeError } from './serve-error.js';

export interface ServiceOptions {
  /** Folder of everything that is kept: database, blobs, key. Made when missing. */
  readonly data: string;
  /** Of PostgreSQL 15 or newer; absent: an embedded one in the data folder. */
  readonly databaseUrl?: string;
  /** base64; absent: the one in the data folder. */
  readonly key?: string;
  readonly settings?: Partial<FleetSettings>;
  readonly onError?: (error: Error) => void;
}

export interface ServeOptions extends ServiceOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly host?: string;
  /** Folder of the built console. */
  readonly console?: string;
  /** Folder that others put assessments into. */
  readonly watch?: string;
  readonly trustProxy?: boolean;
  /** Name of the authority, when the database is new. */
  readonly authority?: string;
  readonly logger?: FastifyServerOptions['logger'];
}

export interface RunningFleet {
  readonly services: FleetServices;
  stop(): Promise<void>;
}

export interface RunningServer extends RunningFleet {
  /** Where it listens. */
  readonly address: string;
  readonly authority: string;
  /** For the first administrator; undefined once somebody can sign in. To be shown once. */
  readonly setupLink: string | undefined;
}

/** @throws ServeError in one plain sentence: folder in use, database out of reach or newer than the program, port taken */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port === 0 ? await freePort(host) : options.port;
  const publicUrl = options.settings?.publicUrl?.replace(/\/+$/, '') ?? `http://localhost:${port}`;
  const fleet = await startServices({ ...options, settings: { ...options.settings, publicUrl } });
  const { services } = fleet;
  const stops: (() => Promise<void>)[] = [fleet.stop];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const authority = await authorityOf(services.database, options.authority ?? 'Incident response');
    const token = await firstAdministratorLink(services.database, authority, services.clock());
    const app = await buildApp(services, {
      ...(options.console === undefined ? {} : { console: options.console }),
      ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
      ...(options.logger === undefined ? {} : { logger: options.logger }),
    });
    stops.push(() => app.close());
    await startWork(services);
    if (options.watch !== undefined) {
      mkdirSync(options.watch, { recursive: true });
      stops.push(
        watchFolder(services.database, { authority, role: 'system' }, options.watch, (error) => report(options, error)),
      );
    }
    await app.listen({ host, port });
    return {
      services,
      authority,
      address: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      setupLink: token === undefined ? undefined : `${publicUrl}${setupPath(token)}`,
      stop,
    };
  } catch (error) {
    await stop();
    if (isCode(error, 'EADDRINUSE')) throw new ServeError(`Port ${port} of ${host} is taken. Give another --port.`);
    if (isCode(error, 'EACCES'))
      throw new ServeError(`Port ${port} of ${host} is not for this user. Give another --port.`);
    throw error;
  }
}

/** Works on jobs, and serves nobody. @throws ServeError */
export async function runWorker(options: ServiceOptions & { readonly databaseUrl: string }): Promise<RunningFleet> {
  const fleet = await startServices(options);
  await startWork(fleet.services);
  return fleet;
}

async function startServices(options: ServiceOptions): Promise<RunningFleet> {
  const data = resolve(options.data);
  mkdirSync(data, { recursive: true, mode: 0o711 });
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const embedded = options.databaseUrl === undefined ? await startEmbedded(data) : undefined;
    if (embedded) stops.push(() => embedded.stop());
    const url = options.databaseUrl ?? embedded?.url ?? '';
    await migrate(url);
    const database = new Database(url);
    stops.push(() => database.close());
    const jobs = await startJobs(url, { alone: embedded !== undefined, onError: (error) => report(options, error) });
    stops.push(() => jobs.stop());
    const services: FleetServices = {
      database,
      jobs,
      blobs: await openBlobFolder(join(data, 'blobs')),
      settings: { publicUrl: '', ...options.settings },
      clock: () => Date.now(),
      installationKey: installationKey(data, options.key),
    };
    return { services, stop };
  } catch (error) {
    await stop();
    if (error instanceof EmbeddedError || error instanceof MigrationError) throw new ServeError(error.message);
    if (options.databaseUrl !== undefined && isConnection(error))
      throw new ServeError(`The database is out of reach: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}

const Id = z.object({ id: z.string() });

/** The authority of this installation; a new database gets one. */
async function authorityOf(database: Database, name: string): Promise<string> {
  return database.asOwner(async (t) => {
    await t.run("select pg_advisory_xact_lock(hashtext('allclear authority'))");
    const known = await t.row(Id, 'select id from authority order by created_at, id limit 1');
    const row = known ?? (await t.row(Id, 'insert into authority (name) values ($1) returning id', [name]));
    if (!row) throw new Error('the authority could not be stored');
    return row.id;
  });
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, host, listening);
  });
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new ServeError(`There is no free port on ${host}.`);
  return address.port;
}

function report(options: ServiceOptions, error: unknown): void {
  options.onError?.(error instanceof Error ? error : new Error(String(error)));
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Refused, unknown host, timeout; or PostgreSQL itself: wrong password, no such database, no rights. */
function isConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(ECONN|ENOTFOUND|ETIMEDOUT|EAI_|28|3D|42501|08)/.test(error.code)
  );
}
