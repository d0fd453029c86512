/**
 * `npm run conformance:registry [-- folder]`: every hive of the samples against Debian's `regfexport` (keys, class names,
 * values with type, size and data) and `hivexml` (times of keys). A hive with transaction logs beside it is compared
 * twice: as it is, and with the logs replayed. Differences without a reason make the exit code 1.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hive } from '@allclear/parsers';
import { hasHiveXml, hasRegfExport, hiveTimes, regfExport } from './regfexport.js';
import { compareHive, type RegistryComparison, type RegistryDifference } from './registry-compare.js';
import { REGISTRY_JUSTIFIED } from './registry-justified.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/registry', import.meta.url));
const LOG = /\.log[12]?$/i;

export interface HiveSample {
  readonly name: string;
  readonly bytes: Buffer;
  readonly logs: readonly Buffer[];
}

/** Files below a folder that are no logs, those packed with xz too (Debian: xz-utils), each with its logs. */
export function hiveSamples(folder: string): HiveSample[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.txt$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const plain = (path: string): string => path.replace(/\.xz$/, '');
  return files
    .filter((path) => !LOG.test(plain(path)))
    .map((path) => ({
      name: path.slice(folder.length + 1),
      bytes: unpacked(path),
      logs: files
        .filter(
          (other) =>
            LOG.test(plain(other)) && plain(other).toLowerCase().replace(LOG, '') === plain(path).toLowerCase(),
        )
        .map(unpacked),
    }));
}

function unpacked(path: string): Buffer {
  if (!path.endsWith('.xz')) return readFileSync(path);
  return spawnSync('xz', ['-dc', path], { maxBuffer: 1 << 30 }).stdout;
}

export interface HiveResult extends RegistryComparison {
  readonly name: string;
  /** What the other tool said when it refused the hive or gave up. */
  readonly refused: string | undefined;
  readonly unexplained: readonly RegistryDifference[];
  readonly explained: ReadonlyMap<string, number>;
  readonly recovered: { readonly keys: number; readonly values: number };
}

export function compareHives(samples: readonly HiveSample[]): HiveResult[] {
  const scratch = mkdtempSync(join(tmpdir(), 'allclear-conformance-'));
  try {
    return samples.flatMap((sample) => {
      const own = compareOne(sample.name, sample.bytes, [], scratch);
      const replayed = sample.logs.some((log) => log.length > 0)
        ? compareOne(`${basename(sample.name)} with its logs`, sample.bytes, sample.logs, scratch)
        : undefined;
      return [own, replayed].filter((result) => result !== undefined);
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function compareOne(name: string, bytes: Buffer, logs: readonly Buffer[], scratch: string): HiveResult | undefined {
  const hive = Hive.open(bytes, { logs });
  const path = join(scratch, 'hive');
  writeFileSync(path, hive ? hive.bytes : bytes);
  const exported = regfExport(path);
  const nothing = { keys: 0, values: 0, times: 0, differences: [] };
  if (hive === undefined)
    return {
      ...nothing,
      name,
      refused: exported.aborted,
      unexplained: exported.aborted === undefined ? [{ key: '', field: 'hive', ours: 'none', theirs: 'a hive' }] : [],
      explained: new Map(),
      recovered: { keys: 0, values: 0 },
    };
  const comparison = compareHive(hive, exported, hasHiveXml() ? hiveTimes(path, join(scratch, 'hive.xml')) : undefined);
  const explained = new Map<string, number>();
  const unexplained =
    exported.aborted !== undefined
      ? []
      : comparison.differences.filter((difference) => {
          const reason = REGISTRY_JUSTIFIED.find(({ applies }) => applies(difference))?.reason;
          if (reason !== undefined) explained.set(reason, (explained.get(reason) ?? 0) + 1);
          return reason === undefined;
        });
  const recovered = { keys: hive.recovered.keys.length, values: hive.recovered.values.length };
  return { ...comparison, name, refused: exported.aborted, unexplained, explained, recovered };
}

function main(): void {
  const folder = process.argv[2] ?? SAMPLES;
  if (!existsSync(folder) || !hasRegfExport()) {
    console.warn('SKIPPED: this needs the sample hives beside the repository and regfexport (Debian: libregf-utils).');
    return;
  }
  const results = compareHives(hiveSamples(folder));
  const total = { keys: 0, values: 0, times: 0, unexplained: 0 };
  const reasons = new Map<string, number>();
  for (const r of results) {
    if (r.refused === undefined) {
      total.keys += r.keys;
      total.values += r.values;
      total.times += r.times;
    }
    total.unexplained += r.unexplained.length;
    for (const [reason, n] of r.explained) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
    const notes = [
      `${r.keys} keys, ${r.values} values, ${r.times} times compared`,
      ...(r.refused === undefined ? [] : [`regfexport refused: ${r.refused.slice(0, 120)}`]),
      ...(r.recovered.keys + r.recovered.values > 0
        ? [`${r.recovered.keys} keys and ${r.recovered.values} loose values recovered`]
        : []),
      ...(r.unexplained.length > 0 ? [`${r.unexplained.length} DIFFERENCES`] : []),
    ];
    console.log(`${r.name}: ${notes.join('; ')}`);
    for (const d of r.unexplained.slice(0, 5)) console.log(`  ${JSON.stringify(d).slice(0, 400)}`);
  }
  console.log(
    `\n${results.length} hives, ${total.keys} keys, ${total.values} values, ${total.times} times compared, ${total.unexplained} differ without a reason`,
  );
  for (const [reason, count] of reasons) console.log(`  ${count} × ${reason}`);
  if (total.unexplained > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
