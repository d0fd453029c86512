/**
 * `npm run conformance:evtx [-- folder]`: every event log of the samples against Debian's `evtxexport`, record by record.
 * Differences that are the other tool's are listed with their reason; any other makes the exit code 1.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listUnits, openUnit } from '@allclear/evidence';
import { type Comparison, compareLog, type Difference } from './evtx-compare.js';
import { JUSTIFIED } from './evtx-justified.js';
import { evtxExport, hasEvtxExport } from './evtxexport.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/evtx', import.meta.url));

/** Logs below a folder, those in archives too, as bytes. */
export async function* eventLogs(folder: string): AsyncGenerator<{ readonly name: string; readonly bytes: Buffer }> {
  // Archives count as logs only where they are named themselves.
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const { units } = await listUnits(paths, {});
  for (const unit of units) {
    for await (const file of openUnit(unit.locator, {})) {
      if (!/\.evtx$/i.test(file.path)) continue;
      const chunks: Buffer[] = [];
      await file.read((chunk) => {
        chunks.push(Buffer.from(chunk));
      });
      yield { name: file.path, bytes: Buffer.concat(chunks) };
    }
  }
}

export interface LogResult extends Comparison {
  readonly name: string;
  readonly aborted: string | undefined;
  /** Differences that no entry of the list explains. */
  readonly unexplained: readonly Difference[];
  readonly explained: ReadonlyMap<string, number>;
}

export async function compareSamples(folder: string): Promise<LogResult[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'allclear-conformance-'));
  const results: LogResult[] = [];
  try {
    for await (const { name, bytes } of eventLogs(folder)) {
      const path = join(scratch, 'log.evtx');
      writeFileSync(path, bytes);
      const exported = evtxExport(path);
      const comparison = compareLog(bytes, exported);
      const explained = new Map<string, number>();
      const unexplained = comparison.differences.filter((difference) => {
        const reason = JUSTIFIED.find(({ applies }) => applies(difference))?.reason;
        if (reason !== undefined) explained.set(reason, (explained.get(reason) ?? 0) + 1);
        return reason === undefined;
      });
      results.push({ ...comparison, name, aborted: exported.aborted, unexplained, explained });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return results;
}

async function main(): Promise<void> {
  const folder = process.argv[2] ?? SAMPLES;
  if (!existsSync(folder) || !hasEvtxExport()) {
    console.warn('SKIPPED: this needs the sample logs beside the repository and evtxexport (Debian: libevtx-utils).');
    return;
  }
  const results = await compareSamples(folder);
  const total = { common: 0, fields: 0, ours: 0, theirs: 0, unexplained: 0, missing: 0 };
  const reasons = new Map<string, number>();
  for (const r of results) {
    total.common += r.common;
    total.fields += r.fields;
    total.ours += r.ours;
    total.theirs += r.theirs;
    total.unexplained += r.unexplained.length;
    total.missing += r.onlyTheirs.length;
    for (const [reason, n] of r.explained) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
    const notes = [
      `${r.ours} records, evtxexport ${r.theirs}${r.aborted === undefined ? '' : ` (gave up: ${r.aborted})`}, ${r.common} in both`,
      ...(r.recovered > 0 ? [`${r.recovered} recovered`] : []),
      ...(r.onlyTheirs.length > 0 ? [`ONLY THEIRS ${r.onlyTheirs.slice(0, 3).join(', ')}`] : []),
      ...(r.unexplained.length > 0 ? [`${r.unexplained.length} DIFFERENCES`] : []),
    ];
    console.log(`${r.name}: ${notes.join('; ')}`);
    for (const d of r.unexplained.slice(0, 5)) console.log(`  ${JSON.stringify(d)}`);
  }
  console.log(
    `\n${results.length} logs, ${total.ours} records (evtxexport ${total.theirs}), ${total.common} compared, ${total.fields} values, ${total.unexplained} differ without a reason, ${total.missing} not found by us`,
  );
  for (const [reason, count] of reasons) console.log(`  ${count} × ${reason}`);
  if (total.unexplained + total.missing > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
