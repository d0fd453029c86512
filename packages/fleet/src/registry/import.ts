/** A whole register at once. Importing it again updates what changed and makes nothing twice: entries are known by their key. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import type { RegisterImport } from '../api/registry.js';
import type { Database, TenantContext, Transaction } from '../database/index.js';
import { badRequest } from '../server/errors.js';
import { linesOf } from '../server/lines.js';
import { cellsOf } from './csv.js';
import { csvReader, Entry } from './entry.js';

const LIMITS = { line: 1_000_000, total: 1_000_000_000 };
const BATCH = 500;
const MOST_TOLD = 100;

/** @param who to write in the audit record */
export async function importRegister(
  database: Database,
  context: TenantContext,
  content: AsyncIterable<Uint8Array>,
  who: string,
): Promise<z.infer<typeof RegisterImport>> {
  const result = { created: 0, updated: 0, refusedCount: 0, refused: [] as { line: number; problem: string }[] };
  const refuse = (line: number, problem: string): void => {
    result.refusedCount++;
    if (result.refused.length < MOST_TOLD) result.refused.push({ line, problem });
  };
  const providers = new Map<string, string>();
  let batch = new Map<string, Entry>();
  const flush = async (): Promise<void> => {
    if (batch.size === 0) return;
    const entries = [...batch.values()];
    batch = new Map();
    const { created, updated } = await database.withTenant(context, (t) => store(t, context.authority, entries));
    result.created += created;
    result.updated += updated;
  };
  let reader: ((line: string) => unknown) | undefined;
  for await (const { number, bytes } of linesOf(content, LIMITS)) {
    const line = new TextDecoder().decode(bytes);
    if (reader === undefined) {
      if (line.trimStart().startsWith('{')) reader = (l) => JSON.parse(l);
      else {
        const csv = csvReader(cellsOf(line));
        if (!csv)
          throw badRequest('A register is lines of JSON, or CSV with a header that names at least "id" and "name".');
        reader = (l) => csv(cellsOf(l));
        continue;
      }
    }
    let value: unknown;
    try {
      value = reader(line);
    } catch {
      refuse(number, 'not JSON');
      continue;
    }
    const entry = Entry.safeParse(value);
    if (!entry.success) {
      const [issue] = entry.error.issues;
      refuse(number, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
      continue;
    }
    batch.set(entry.data.id, entry.data);
    if (entry.data.provider !== undefined) providers.set(entry.data.id, entry.data.provider);
    if (batch.size >= BATCH) await flush();
  }
  await flush();
  await database.withTenant(context, async (t) => {
    await setProviders(t, context.authority, providers);
    await audit(t, context, {
      actor: who,
      action: 'register.import',
      objectKind: 'register',
      objectId: 'organisations',
      detail: { created: result.created, updated: result.updated, refused: result.refusedCount },
    });
  });
  return result;
}

async function store(
  t: Transaction,
  authority: string,
  entries: readonly Entry[],
): Promise<{ created: number; updated: number }> {
  const json = JSON.stringify(entries);
  const rows = await t.rows(
    z.object({ id: z.string(), external_key: z.string(), fresh: z.boolean() }),
    `insert into organisation (authority_id, external_key, name, kind, sector, size, country)
     select $1, x.id, x.name, coalesce(x.kind, 'organisation'), x.sector, x.size, x.country
     from jsonb_to_recordset($2) as x(id text, name text, kind text, sector text, size integer, country text)
     on conflict (authority_id, external_key) do update
       set name = excluded.name, sector = coalesce(excluded.sector, organisation.sector), size = coalesce(excluded.size, organisation.size),
           country = coalesce(excluded.country, organisation.country)
     returning id, external_key, xmax = 0 as fresh`,
    [authority, json],
  );
  const ids = new Map(rows.map((r) => [r.external_key, r.id]));
  const of = (entry: Entry): string => ids.get(entry.id) ?? '';
  await t.run(
    `insert into organisation_domain (authority_id, organisation_id, domain, source)
     select $1, x.o, x.d, 'register' from jsonb_to_recordset($2) as x(o uuid, d text) on conflict do nothing`,
    [authority, JSON.stringify(entries.flatMap((e) => e.domains.map((d) => ({ o: of(e), d }))))],
  );
  await t.run(
    `insert into organisation_network (authority_id, organisation_id, network, source)
     select $1, x.o, network(x.n::inet), 'register' from jsonb_to_recordset($2) as x(o uuid, n text) on conflict do nothing`,
    [authority, JSON.stringify(entries.flatMap((e) => e.netblocks.map((n) => ({ o: of(e), n }))))],
  );
  const contacts = entries.flatMap((e) =>
    e.contacts.flatMap(({ ways, ...contact }) => ways.map((way) => ({ o: of(e), ...contact, ...way }))),
  );
  await t.run(
    `insert into contact (authority_id, organisation_id, name, role, channel, address, language, source)
     select $1, x.o, x.name, x.role, x.channel, x.address, coalesce(x.language, 'en'), x.source
     from jsonb_to_recordset($2) as x(o uuid, name text, role text, channel text, address text, language text, source text)
     on conflict (organisation_id, channel, address) do nothing`,
    [authority, JSON.stringify(contacts)],
  );
  const created = rows.filter((r) => r.fresh).length;
  return { created, updated: rows.length - created };
}

/** Providers may stand after their customers: set at the end. Who looks after others is one. */
async function setProviders(t: Transaction, authority: string, providers: ReadonlyMap<string, string>): Promise<void> {
  if (providers.size === 0) return;
  const json = JSON.stringify([...providers].map(([customer, provider]) => ({ customer, provider })));
  await t.run(
    `update organisation p set kind = 'msp' from jsonb_to_recordset($2) as x(customer text, provider text)
     where p.authority_id = $1 and p.external_key = x.provider and p.kind <> 'msp' and x.customer <> x.provider`,
    [authority, json],
  );
  await t.run(
    `update organisation c set parent_id = p.id from jsonb_to_recordset($2) as x(customer text, provider text), organisation p
     where c.authority_id = $1 and c.external_key = x.customer and p.authority_id = $1 and p.external_key = x.provider and p.id <> c.id
       and c.parent_id is distinct from p.id`,
    [authority, json],
  );
}
