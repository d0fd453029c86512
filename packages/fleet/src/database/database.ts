/** Queries for a tenant: every transaction says for whom it works, and row-level security does the rest. */
import pg from 'pg';
import type { z } from 'zod';

export type Role = 'analyst' | 'msp' | 'organisation' | 'reader' | 'auditor' | 'system' | 'nobody';

/** For whom a transaction works. */
export interface TenantContext {
  readonly authority: string;
  readonly role: Role;
  readonly organisation?: string;
  readonly account?: string;
}

export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly string[]
  | readonly number[];

/** One transaction. Text of statements is ours; values go by parameters only. */
export interface Transaction {
  /** Rows, checked by the schema. */
  rows<T>(schema: z.ZodType<T>, text: string, values?: readonly Value[]): Promise<T[]>;
  /** The only row, or none. */
  row<T>(schema: z.ZodType<T>, text: string, values?: readonly Value[]): Promise<T | undefined>;
  /** Number of rows that were changed. */
  run(text: string, values?: readonly Value[]): Promise<number>;
}

export class Database {
  readonly #pool: pg.Pool;

  /** @param url of a user who may become allclear_app (the owner, or a member) */
  constructor(url: string, options: { readonly connections?: number } = {}) {
    this.#pool = new pg.Pool({ connectionString: url, max: options.connections ?? 20 });
    // A connection that breaks while idle is replaced by the pool; without a listener the process would end.
    this.#pool.on('error', () => undefined);
  }

  async withTenant<T>(context: TenantContext, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      await client.query('set local role allclear_app');
      await client.query(
        `select set_config('allclear.authority', $1, true), set_config('allclear.role', $2, true),
                set_config('allclear.organisation', $3, true), set_config('allclear.account', $4, true),
                set_config('search_path', 'fleet, public', true)`,
        [context.authority, context.role, context.organisation ?? '', context.account ?? ''],
      );
      const result = await work(transactionOn(client));
      await client.query('commit');
      return result;
    } catch (error) {
      try {
        await client.query('rollback');
      } catch (failure) {
        broken = failure instanceof Error ? failure : new Error(String(failure));
      }
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** As the owner of the schema, without a tenant: migrations of data, health, the list of authorities at start. */
  async asOwner<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      await client.query(
        "select set_config('search_path', 'fleet, public', true), set_config('allclear.role', 'system', true)",
      );
      const result = await work(transactionOn(client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

function transactionOn(client: pg.PoolClient): Transaction {
  return {
    rows: async (schema, text, values = []) =>
      (await client.query(text, [...values])).rows.map((row) => schema.parse(row)),
    row: async (schema, text, values = []) => {
      const { rows } = await client.query(text, [...values]);
      return rows.length === 0 ? undefined : schema.parse(rows[0]);
    },
    run: async (text, values = []) => (await client.query(text, [...values])).rowCount ?? 0,
  };
}
