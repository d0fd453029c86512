/** Custody of evidence: who had it when, with its hash. Entries are appended, never rewritten. */

import type { Transaction } from '../database/index.js';
import { clean } from '../intake/storable.js';

export interface CustodyEvent {
  readonly at: Date;
  readonly who: string;
  readonly what: string;
  readonly sha256: string;
}

export function custodyEntry({ at, who, what, sha256 }: CustodyEvent): string {
  return JSON.stringify({ at: at.toISOString(), who: clean(who), what: clean(what), sha256 });
}

export async function appendCustody(t: Transaction, evidence: string, event: CustodyEvent): Promise<void> {
  await t.run('update evidence set custody = custody || $2::jsonb where id = $1', [evidence, custodyEntry(event)]);
}
