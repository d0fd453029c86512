/**
 * `npm run conformance:yara -- --rules DIR… --files DIR… [--only REGEX] [--limit N] [--variables]`: every match (file ×
 * rule) of our engines against Debian's `yara`. `--only` picks rule files by name; `--variables` gives each file its own
 * filename, filepath, extension and filetype (one start of `yara` a file). Any difference makes the exit code 1.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileVariables } from '@allclear/assessment';
import { compareYara } from './yara-compare.js';
import { hasYara, type RuleFile, yaraVersion } from './yara-tool.js';

const RULE_FILE = /\.yara?$/i;
/** Larger files are no evidence of a web folder, and take the tool long. */
const MOST_BYTES = 32 * 1024 * 1024;

function values(name: string): string[] {
  const found: string[] = [];
  const given = process.argv.slice(2);
  for (let i = given.indexOf(`--${name}`) + 1; i > 0 && i < given.length; i++) {
    const value = given[i];
    if (value === undefined || value.startsWith('--')) break;
    found.push(value);
  }
  return found;
}

export function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\r\n]/.test(file) && statSync(file).size <= MOST_BYTES)
    .sort();
}

export function ruleFilesIn(path: string): RuleFile[] {
  return filesIn(path)
    .filter((file) => RULE_FILE.test(file))
    .map((file) => ({ path: file, origin: path === file ? basename(file) : relative(path, file) }));
}

async function main(): Promise<void> {
  if (!hasYara()) {
    console.warn('SKIPPED: this needs `yara` and `yarac` (Debian: apt-get install yara).');
    return;
  }
  const only = new RegExp(values('only')[0] ?? '');
  const ruleFiles = values('rules')
    .flatMap(ruleFilesIn)
    .filter(({ origin }) => only.test(origin));
  const limit = Number(values('limit')[0] ?? Number.POSITIVE_INFINITY);
  const files = values('files').flatMap(filesIn).slice(0, limit);
  if (ruleFiles.length === 0 || files.length === 0) {
    console.error('Give --rules DIR and --files DIR.');
    process.exitCode = 2;
    return;
  }
  const named = process.argv.includes('--variables');
  const result = await compareYara(ruleFiles, files, named ? { variables: fileVariables } : {});
  for (const line of result.notCompared) console.log(`  not compared: ${line}`);
  for (const line of result.missing) console.log(`  missing: ${line}`);
  for (const line of result.extra) console.log(`  extra: ${line}`);
  const megabytes = result.bytes / 1e6;
  console.log(
    `${ruleFiles.length} rule files, ${result.rules} rules run; ${result.files} files, ${megabytes.toFixed(0)} MB; yara ${yaraVersion()} finds ${result.matches}: ${result.missing.length} missing here, ${result.extra.length} only here`,
  );
  console.log(
    `${(result.files / result.seconds).toFixed(0)} files and ${(megabytes / result.seconds).toFixed(1)} MB a second of processor time`,
  );
  if (result.missing.length + result.extra.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
