/** A report into the database, batch by batch: what was taken stays if the rest fails, and importing again completes it. */
import type { Database, TenantContext } from '../database/index.js';
import { loadRegister } from '../identity/attribute.js';
import { newResult, type ReportInput, type ReportResult, readReport } from './read-report.js';
import { storeObservations } from './store.js';

export interface ImportResult extends ReportResult {
  readonly observations: number;
  readonly isNew: number;
  readonly attributed: number;
}

export async function importReport(
  database: Database,
  context: TenantContext,
  content: AsyncIterable<Uint8Array>,
  input: ReportInput,
): Promise<ImportResult> {
  const result = newResult();
  const register = await database.withTenant(context, (t) => loadRegister(t, context.authority));
  let observations = 0;
  let isNew = 0;
  let attributed = 0;
  for await (const batch of readReport(content, input, result)) {
    observations += batch.length;
    const stored = await database.withTenant(context, (t) => storeObservations(t, context.authority, batch, register));
    isNew += stored.isNew;
    attributed += stored.attributed;
  }
  return { ...result, observations, isNew, attributed };
}
