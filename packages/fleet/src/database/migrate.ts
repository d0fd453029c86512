/** The versions of the schema, applied in order, each once, by one process at a time. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { z } from 'zod';

const FOLDER = new URL('../../migrations/', import.meta.url);
/** Any number, the same in every process. */
const LOCK = 5_119_032_021;

const Applied = z.object({ name: z.string(), sha256: z.string() });

export class MigrationError extends Error {}

/** @param url of the schema's owner. @throws MigrationError where the database is newer than the program, or was changed by hand */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query('create schema if not exists fleet');
    await client.query(
      'create table if not exists fleet.migration (name text primary key, sha256 char(64) not null, applied_at timestamptz not null default now())',
    );
    const applied = new Map(
      z
        .array(Applied)
        .parse((await client.query('select name, sha256 from fleet.migration')).rows)
        .map((r) => [r.name, r.sha256]),
    );
    const files = readdirSync(FOLDER)
      .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
      .sort();
    const unknown = [...applied.keys()].find((name) => !files.includes(name));
    if (unknown !== undefined)
      throw new MigrationError(
        `The database was made by a newer version of Allclear (${unknown}). Update the program.`,
      );
    const done: string[] = [];
    for (const name of files) {
      const text = readFileSync(new URL(name, FOLDER), 'utf8');
      const sha256 = createHash('sha256').update(text).digest('hex');
      const known = applied.get(name);
      if (known === sha256) continue;
      if (known !== undefined)
        throw new MigrationError(`Migration ${name} is not the one that was applied to this database.`);
      await client.query('begin');
      try {
        await client.query(text);
        await client.query('insert into fleet.migration (name, sha256) values ($1, $2)', [name, sha256]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new MigrationError(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
      }
      done.push(name);
    }
    return done;
  } finally {
    await client.end();
  }
}
