/** Whose assessment is it: by the key of the register, or by the domain of the host. */
import { z } from 'zod';
import type { Database, TenantContext } from '../database/index.js';
import { hostName } from './host-name.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Answers that are remembered during one import. */
const MOST = 200_000;

export class Whose {
  readonly #known = new Map<string, string | undefined>();

  constructor(
    private readonly database: Database,
    private readonly context: TenantContext,
  ) {}

  /** @param key id, or key in the register, of an organisation */
  byKey(key: string): Promise<string | undefined> {
    const column = UUID.test(key) ? 'id::text' : 'external_key';
    return this.#ask(`k ${key}`, `select id from organisation where ${column} = $1 limit 1`, key);
  }

  /** The organisation that owns the longest domain that the host is in; none where two do. */
  async byHost(name: string): Promise<string | undefined> {
    const labels = hostName(name).split('.');
    for (let from = 0; from < labels.length - 1; from++) {
      const domain = labels.slice(from).join('.');
      const id = await this.#ask(
        `d ${domain}`,
        'select min(organisation_id::text) as id from organisation_domain where domain = $1 having count(distinct organisation_id) = 1',
        domain,
      );
      if (id !== undefined) return id;
    }
    return undefined;
  }

  async #ask(key: string, text: string, value: string): Promise<string | undefined> {
    if (this.#known.has(key)) return this.#known.get(key);
    const row = await this.database.withTenant(this.context, (t) => t.row(z.object({ id: z.string() }), text, [value]));
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(key, row?.id);
    return row?.id;
  }
}
