/** Lists of providers and national CERTs: kept whole as a blob, its hash in the authority's settings; read when asked for. */
import { z } from 'zod';
import type { Database, TenantContext } from '../database/index.js';
import { CsvReader } from '../observations/csv.js';
import type { BlobStore } from '../server/services.js';
import { certList, type Lists, providerList } from './who-is.js';

export type ListName = 'providers' | 'national-certs';

const Settings = z.object({ lists: z.record(z.string(), z.string().nullable()).nullable() });

export async function rowsOf(content: AsyncIterable<Uint8Array>): Promise<Readonly<Record<string, string>>[]> {
  const reader = new CsvReader();
  const rows: (readonly string[])[] = [];
  for await (const chunk of content) rows.push(...reader.push(chunk).map(({ cells }) => cells));
  rows.push(...reader.finish().map(({ cells }) => cells));
  const [header = [], ...body] = rows;
  const names = header.map((name) => name.trim().toLowerCase());
  return body.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
}

/** Read once for each version of a list. */
export class ListStore {
  #known: { readonly key: string; readonly lists: Lists } | undefined;

  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
  ) {}

  async replace(
    context: TenantContext,
    list: ListName,
    content: AsyncIterable<Uint8Array>,
  ): Promise<{ taken: number; refused: number }> {
    const { sha256 } = await this.blobs.put(content);
    const rows = await rowsOf(this.blobs.get(sha256));
    const counts = list === 'providers' ? providerList(rows) : certCounts(rows);
    await this.database.withTenant(context, (t) =>
      t.run(
        `update authority set settings = settings || jsonb_build_object('lists', coalesce(settings->'lists', '{}') || jsonb_build_object($2::text, $3::text)) where id = $1`,
        [context.authority, list, sha256],
      ),
    );
    return { taken: counts.taken, refused: counts.refused };
  }

  async load(context: TenantContext): Promise<Lists> {
    const row = await this.database.withTenant(context, (t) =>
      t.row(Settings, "select settings->'lists' as lists from authority where id = $1", [context.authority]),
    );
    const hashes = row?.lists ?? {};
    const key = JSON.stringify([hashes.providers ?? '', hashes['national-certs'] ?? '']);
    if (this.#known?.key === key) return this.#known.lists;
    const read = async (hash: string | null | undefined): Promise<Readonly<Record<string, string>>[]> =>
      hash && (await this.blobs.has(hash)) ? rowsOf(this.blobs.get(hash)) : [];
    const lists = {
      providers: providerList(await read(hashes.providers)).index,
      certs: certList(await read(hashes['national-certs'])).certs,
    };
    this.#known = { key, lists };
    return lists;
  }
}

function certCounts(rows: readonly Readonly<Record<string, string>>[]): { taken: number; refused: number } {
  const { certs, refused } = certList(rows);
  return { taken: certs.size, refused };
}
