/** Every change leaves a row in the audit record, written in the transaction of the change itself. */
import type { Transaction } from '../database/index.js';

export interface AuditEntry {
  /** Who: an e-mail address, or the name of a job. */
  readonly actor: string;
  /** Verb of the domain, e.g. `organisation.create`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly organisation?: string | undefined;
  /** Plain data; no secrets, no evidence. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** @param who of the transaction: its authority and, for people, account */
export async function audit(
  t: Transaction,
  who: { readonly authority: string; readonly account?: string },
  entry: AuditEntry,
): Promise<void> {
  await t.run(
    `insert into audit (authority_id, organisation_id, account_id, actor, action, object_kind, object_id, detail, previous, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, '', '')`,
    [
      who.authority,
      entry.organisation ?? null,
      who.account ?? null,
      entry.actor,
      entry.action,
      entry.objectKind,
      entry.objectId,
      JSON.stringify(entry.detail ?? {}),
    ],
  );
}
