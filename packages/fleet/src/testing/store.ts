/** A database with its schema and nothing else, for tests that need no server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Database, migrate, startEmbedded, type TenantContext, type Transaction } from '../database/index.js';

export interface TestStore {
  readonly database: Database;
  newAuthority(name: string): Promise<string>;
  newOrganisation(authority: string, name: string, parent?: string): Promise<string>;
  newHost(authority: string, organisation: string, name: string): Promise<string>;
  /** As the program itself. */
  run<T>(authority: string, work: (t: Transaction) => Promise<T>): Promise<T>;
  as<T>(context: TenantContext, work: (t: Transaction) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const Id = z.object({ id: z.string() });

export async function startStore(): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const embedded = await startEmbedded(folder);
  await migrate(embedded.url);
  const database = new Database(embedded.url);
  const run: TestStore['run'] = (authority, work) => database.withTenant({ authority, role: 'system' }, work);
  const idOf = async (authority: string, text: string, values: readonly (string | null)[]): Promise<string> =>
    (await run(authority, (t) => t.row(Id, text, values)))?.id ?? '';
  return {
    database,
    run,
    as: (context, work) => database.withTenant(context, work),
    newAuthority: async (name) =>
      (await database.asOwner((t) => t.row(Id, 'insert into authority (name) values ($1) returning id', [name])))?.id ??
      '',
    newOrganisation: (authority, name, parent) =>
      idOf(authority, 'insert into organisation (authority_id, name, parent_id) values ($1, $2, $3) returning id', [
        authority,
        name,
        parent ?? null,
      ]),
    newHost: (authority, organisation, name) =>
      idOf(authority, 'insert into host (authority_id, organisation_id, name) values ($1, $2, $3) returning id', [
        authority,
        organisation,
        name,
      ]),
    stop: async () => {
      await database.close();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
