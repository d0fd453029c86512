/** A whole server for the tests of one file: PostgreSQL, jobs, blobs, application; and people of any role who are signed in. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { cookieName, createSession } from '../access/sessions.js';
import { csrfOf } from '../access/tokens.js';
import { Database, migrate, type Role, startEmbedded, type TenantContext } from '../database/index.js';
import { type RunningJobs, startJobs } from '../jobs/index.js';
import { type AppOptions, buildApp } from '../server/app.js';
import { openBlobFolder } from '../server/blobs.js';
import type { FleetApp, FleetServices, FleetSettings } from '../server/fleet-app.js';

export type Person = Exclude<Role, 'system' | 'nobody'>;

/** Somebody at a browser: sends the cookie and, for changes, the CSRF token. */
export interface Client {
  readonly account: string;
  readonly cookie: string;
  readonly csrf: string;
  inject(options: InjectOptions): Promise<LightMyRequestResponse>;
  get(url: string): Promise<LightMyRequestResponse>;
  post(url: string, body?: object): Promise<LightMyRequestResponse>;
  patch(url: string, body?: object): Promise<LightMyRequestResponse>;
}

export interface TestFleet {
  readonly app: FleetApp;
  readonly services: FleetServices;
  readonly database: Database;
  readonly jobs: RunningJobs;
  /** Of the schema's owner. */
  readonly url: string;
  readonly authority: string;
  readonly folder: string;
  /** Sets the clock of the server, ms since 1970; undefined: the real one again. */
  setTime(now: number | undefined): void;
  /** The context of the program itself. */
  system(authority?: string): TenantContext;
  newAuthority(name: string): Promise<string>;
  newOrganisation(name: string, options?: { parent?: string; kind?: string; authority?: string }): Promise<string>;
  signIn(
    role: Person,
    organisation?: string,
    options?: { administrator?: boolean; authority?: string; email?: string },
  ): Promise<Client>;
  stop(): Promise<void>;
}

const Id = z.object({ id: z.string() });

export async function startFleet(
  options: { readonly app?: AppOptions; readonly settings?: Partial<FleetSettings> } = {},
): Promise<TestFleet> {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
  const embedded = await startEmbedded(folder);
  await migrate(embedded.url);
  const database = new Database(embedded.url);
  const jobs = await startJobs(embedded.url, { alone: true });
  let time: number | undefined;
  const services: FleetServices = {
    database,
    jobs,
    blobs: await openBlobFolder(join(folder, 'blobs')),
    settings: { publicUrl: 'http://fleet.example', ...options.settings },
    clock: () => time ?? Date.now(),
    installationKey: randomBytes(32),
  };
  const app = await buildApp(services, { requestsPerMinute: 1_000_000, ...options.app });
  await app.ready();
  const system = (at = authority): TenantContext => ({ authority: at, role: 'system' });
  const newAuthority = async (name: string): Promise<string> =>
    (await database.asOwner((t) => t.row(Id, 'insert into authority (name) values ($1) returning id', [name])))?.id ??
    '';
  const authority = await newAuthority('Test CERT');
  const cookie = cookieName({ secure: services.settings.publicUrl.startsWith('https:') });
  return {
    app,
    services,
    database,
    jobs,
    url: embedded.url,
    authority,
    folder,
    system,
    newAuthority,
    setTime: (now) => {
      time = now;
    },
    newOrganisation: async (name, { parent, kind = 'organisation', authority: at = authority } = {}) =>
      (
        await database.withTenant(system(at), (t) =>
          t.row(
            Id,
            'insert into organisation (authority_id, name, parent_id, kind) values ($1, $2, $3, $4) returning id',
            [at, name, parent ?? null, kind],
          ),
        )
      )?.id ?? '',
    signIn: async (role, organisation, { administrator = false, authority: at = authority, email } = {}) => {
      const address = email ?? `${role}-${randomBytes(6).toString('hex')}@people.example`;
      const { account, token } = await database.withTenant(system(at), async (t) => {
        const row = await t.row(
          Id,
          `insert into account (authority_id, organisation_id, email, role, administrator) values ($1, $2, $3, $4, $5)
           on conflict (authority_id, email) do update set role = excluded.role returning id`,
          [at, organisation ?? null, address, role, administrator],
        );
        const account = row?.id ?? '';
        return { account, token: await createSession(t, { authority: at, account }, 'full', services.clock()) };
      });
      const csrf = csrfOf(token);
      const inject = (request: InjectOptions): Promise<LightMyRequestResponse> =>
        app.inject({
          ...request,
          headers: { ...request.headers, 'x-csrf-token': csrf },
          cookies: { ...request.cookies, [cookie]: token },
        });
      return {
        account,
        csrf,
        cookie: `${cookie}=${token}`,
        inject,
        get: (url) => inject({ method: 'GET', url }),
        post: (url, body = {}) => inject({ method: 'POST', url, payload: body }),
        patch: (url, body = {}) => inject({ method: 'PATCH', url, payload: body }),
      };
    },
    stop: async () => {
      await app.close();
      await jobs.stop();
      await database.close();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
