/** A demonstration: a small wave that nobody suffered, and people whose links sign them in without a password. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createLink, setupPath } from '../access/links.js';
import type { TenantContext, Transaction } from '../database/index.js';
import { takeInBulk } from '../intake/bulk.js';
import { bundleFolderLines } from '../intake/bundle-folder.js';
import { QUEUES } from '../jobs/index.js';
import { importReport } from '../observations/import-report.js';
import { importRegister } from '../registry/import.js';
import type { FleetServices } from '../server/fleet-app.js';
import { ServeError } from '../server/serve-error.js';

export interface DemoResult {
  readonly organisations: number;
  readonly assessments: number;
  readonly observations: number;
}

const NAME = 'demonstration';
/** Two, because what changes servers or goes out to many needs a second person. */
const PEOPLE = [
  { email: 'analyst@demonstration.example', name: 'Demonstration analyst' },
  { email: 'second@demonstration.example', name: 'Second person' },
] as const;

/** @throws ServeError when the database holds something else than a demonstration */
export async function isDemoLoaded(services: FleetServices, authority: string): Promise<boolean> {
  const row = await services.database.withTenant(systemOf(authority), (t) =>
    t.row(
      z.object({ demo: z.boolean(), used: z.boolean() }),
      `select coalesce((settings->>'demonstration')::boolean, false) as demo,
              exists (select from organisation) or exists (select from account) as used from authority where id = $1`,
      [authority],
    ),
  );
  if (row?.used === true && !row.demo)
    throw new ServeError('The data folder holds a real fleet; a demonstration needs a --data folder of its own.');
  return row?.demo === true;
}

/** @param folder as `allclear lab wave` writes it */
export async function loadDemo(services: FleetServices, authority: string, folder: string): Promise<DemoResult> {
  const context = systemOf(authority);
  const { database } = services;
  await database.withTenant(context, async (t) => {
    await t.run(`update authority set settings = settings || '{"demonstration": true}' where id = $1`, [authority]);
    for (const person of PEOPLE)
      await t.run(
        `insert into account (authority_id, email, name, role, administrator) values ($1, $2, $3, 'analyst', $4) on conflict do nothing`,
        [authority, person.email, person.name, person === PEOPLE[0]],
      );
  });
  const register = join(folder, 'organisations.jsonl');
  const organisations = existsSync(register)
    ? (await importRegister(database, context, createReadStream(register), NAME)).created
    : 0;
  const { taken } = await takeInBulk(database, context, bundleFolderLines(folder));
  const observations = await loadObservations(services, context, join(folder, 'observations'));
  await services.jobs.send(QUEUES.cluster, { authority }, { key: authority });
  return { organisations, assessments: taken, observations };
}

/** Reports by name, in the order of their days; scans say themselves who made them. */
async function loadObservations(services: FleetServices, context: TenantContext, folder: string): Promise<number> {
  let count = 0;
  for (const kind of ['scans', 'shadowserver']) {
    if (!existsSync(join(folder, kind))) continue;
    for (const name of readdirSync(join(folder, kind)).sort()) {
      const content = createReadStream(join(folder, kind, name));
      const options = { source: kind === 'scans' ? NAME : 'shadowserver' };
      count += (await importReport(services.database, context, content, { name, options })).isNew;
    }
  }
  return count;
}

/** Links that sign the people of the demonstration in, each once; those given before are worth nothing any more. */
export async function demoLinks(
  services: FleetServices,
  authority: string,
): Promise<{ readonly name: string; readonly link: string }[]> {
  return services.database.withTenant(systemOf(authority), async (t) => {
    await t.run(
      "update one_time_link set revoked_at = now() where scope ? 'signIn' and used_at is null and revoked_at is null",
    );
    const links: { name: string; link: string }[] = [];
    for (const { email, name } of PEOPLE) links.push({ name, link: await linkFor(t, services, authority, email) });
    return links;
  });
}

async function linkFor(t: Transaction, services: FleetServices, authority: string, email: string): Promise<string> {
  const account = await t.row(z.object({ id: z.string() }), 'select id from account where email = $1', [email]);
  if (!account) throw new ServeError('The people of the demonstration are gone; start with a new --data folder.');
  const { token } = await createLink(t, authority, 'invitation', { signIn: account.id }, services.clock());
  return `${services.settings.publicUrl}${setupPath(token)}`;
}

const systemOf = (authority: string): TenantContext => ({ authority, role: 'system' });
