import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Database, type TenantContext } from './database.js';
import { type EmbeddedDatabase, EmbeddedError, startEmbedded } from './embedded.js';
import { migrate } from './migrate.js';

const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
let embedded: EmbeddedDatabase;
let database: Database;
const Id = z.object({ id: z.string() });

beforeAll(async () => {
  embedded = await startEmbedded(folder);
  await migrate(embedded.url);
  database = new Database(embedded.url);
}, 180_000);
afterAll(async () => {
  await database?.close();
  await embedded?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const system = (authority: string): TenantContext => ({ authority, role: 'system' });

async function authority(name: string): Promise<string> {
  const row = await database.asOwner((t) => t.row(Id, 'insert into authority (name) values ($1) returning id', [name]));
  return row?.id ?? '';
}
async function organisation(at: string, name: string, parent: string | null = null): Promise<string> {
  const row = await database.withTenant(system(at), (t) =>
    t.row(Id, 'insert into organisation (authority_id, name, parent_id) values ($1, $2, $3) returning id', [
      at,
      name,
      parent,
    ]),
  );
  return row?.id ?? '';
}
async function host(at: string, owner: string, name: string): Promise<void> {
  await database.withTenant(system(at), (t) =>
    t.run('insert into host (authority_id, organisation_id, name) values ($1, $2, $3)', [at, owner, name]),
  );
}
const hosts = (context: TenantContext): Promise<string[]> =>
  database.withTenant(context, async (t) =>
    (await t.rows(z.object({ name: z.string() }), 'select name from host order by name')).map((r) => r.name),
  );

describe('the database', () => {
  it('is migrated once, and again without effect', async () => {
    expect(await migrate(embedded.url)).toEqual([]);
  });

  it('refuses a second process on the same data folder', async () => {
    await expect(startEmbedded(folder)).rejects.toThrow(EmbeddedError);
  }, 60_000);

  it('shows each tenant its own, whatever the statement asks for', async () => {
    const one = await authority('one');
    const two = await authority('two');
    const provider = await organisation(one, 'provider');
    const customer = await organisation(one, 'customer', provider);
    const stranger = await organisation(one, 'stranger');
    const elsewhere = await organisation(two, 'elsewhere');
    await host(one, customer, 'customer.example');
    await host(one, stranger, 'stranger.example');
    await host(two, elsewhere, 'elsewhere.example');
    expect(await hosts({ authority: one, role: 'analyst' })).toEqual(['customer.example', 'stranger.example']);
    expect(await hosts({ authority: one, role: 'msp', organisation: provider })).toEqual(['customer.example']);
    expect(await hosts({ authority: one, role: 'organisation', organisation: customer })).toEqual(['customer.example']);
    expect(await hosts({ authority: one, role: 'reader', organisation: stranger })).toEqual(['stranger.example']);
    expect(await hosts({ authority: two, role: 'analyst' })).toEqual(['elsewhere.example']);
    expect(await hosts({ authority: one, role: 'nobody' })).toEqual([]);
    const asCustomer: TenantContext = { authority: one, role: 'organisation', organisation: customer };
    await expect(
      database.withTenant(asCustomer, (t) =>
        t.run('insert into host (authority_id, organisation_id, name) values ($1, $2, $3)', [
          one,
          stranger,
          'x.example',
        ]),
      ),
    ).rejects.toThrow(/row-level security/);
    const reader: TenantContext = { authority: one, role: 'reader', organisation: customer };
    expect(await database.withTenant(reader, (t) => t.run("update host set build = 'x'"))).toBe(0);
  });

  it('chains the audit record, and lets nobody change it', async () => {
    const id = await authority('audited');
    const write = (action: string) =>
      database.withTenant(system(id), (t) =>
        t.run(
          "insert into audit (authority_id, actor, action, object_kind, object_id, previous, hash) values ($1, 'test', $2, 'x', 'y', '', '')",
          [id, action],
        ),
      );
    await Promise.all([write('a'), write('b'), write('c')]);
    const Row = z.object({ previous: z.string(), hash: z.string() });
    const rows = await database.withTenant(system(id), (t) =>
      t.rows(Row, 'select previous, hash from audit order by id'),
    );
    expect(rows[0]?.previous).toBe('0'.repeat(64));
    expect(rows.slice(1).map((r) => r.previous)).toEqual(rows.slice(0, -1).map((r) => r.hash));
    await expect(database.withTenant(system(id), (t) => t.run("update audit set action = 'z'"))).rejects.toThrow();
    await expect(database.asOwner((t) => t.run('delete from audit'))).rejects.toThrow(/append-only/);
  });

  it('keeps what was committed over a restart', async () => {
    const id = await authority('kept');
    await database.close();
    await embedded.stop();
    embedded = await startEmbedded(folder);
    database = new Database(embedded.url);
    const rows = await database.asOwner((t) => t.rows(Id, 'select id from authority where name = $1', ['kept']));
    expect(rows).toEqual([{ id }]);
  }, 120_000);
});
