/**
 * `npm run hygiene:packs -- --rules DIR… [--only REGEX]`: public YARA packs over what the repository tracks, what the
 * build made and a report of the lab's, by `yara` and by ClamAV (`clamscan -d`), as an antivirus on a customer's machine would. Anything
 * found makes the exit code 1. Rules that either tool refuses are left out and counted.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { USUAL_EXTERNALS } from '@allclear/detection';
import { ruleFilesIn } from '../conformance/yara.js';
import { hasYara, YaraTool } from '../conformance/yara-tool.js';
import { builtFiles, ROOT, trackedFiles } from './repository.js';

const CLI = join(ROOT, 'packages/cli/bin/allclear.js');

function main(): void {
  const given = process.argv.slice(2);
  const at = given.indexOf('--rules');
  const end = given.findIndex((value, i) => i > at && value.startsWith('--'));
  const folders = at < 0 ? [] : given.slice(at + 1, end < 0 ? undefined : end);
  const only = new RegExp(given.includes('--only') ? (given[given.indexOf('--only') + 1] ?? '') : '');
  const rules = folders.flatMap(ruleFilesIn).filter(({ origin }) => only.test(origin));
  if (rules.length === 0) {
    console.warn('SKIPPED: give --rules DIR with public YARA packs (signature-base, Mitigating-Web-Shells).');
    return;
  }
  const work = mkdtempSync(join(tmpdir(), 'allclear-hygiene-'));
  try {
    const files = [...new Set([...trackedFiles(), ...builtFiles()])].map((path) => join(ROOT, path));
    files.push(...report(work));
    const found = [...byYara(rules, files), ...byClamAv(rules, files, work)];
    for (const line of found) console.log(`  ${line.replaceAll(ROOT, '')}`);
    console.log(`${files.length} files, ${found.length} findings`);
    if (found.length > 0) process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Report and assessment of the compromised example, which quote what was found. */
function report(work: string): string[] {
  const example = join(ROOT, 'examples/townhall-compromised.zip');
  const out = join(work, 'out');
  spawnSync(process.execPath, [CLI, 'assess', example, '--out', out, '--quiet'], { stdio: 'ignore' });
  const found = spawnSync('find', [out, '-type', 'f'], { encoding: 'utf8' }).stdout.split('\n');
  const files = found.filter((path) => path !== '');
  if (files.length === 0) throw new Error('no report was made');
  return files;
}

function byYara(rules: ReturnType<typeof ruleFilesIn>, files: readonly string[]): string[] {
  if (!hasYara()) {
    console.warn('SKIPPED: yara is not installed.');
    return [];
  }
  const tool = new YaraTool(rules, USUAL_EXTERNALS);
  try {
    for (const { origin, reason } of tool.refused) console.log(`  yara refuses ${origin}: ${reason}`);
    return [...tool.matches(files)].flatMap(([path, names]) => [...names].map((name) => `yara: ${name} ${path}`));
  } finally {
    tool.close();
  }
}

/** ClamAV knows no externals and refuses a file for one rule it cannot read: files it refuses are left out and named. */
function byClamAv(rules: ReturnType<typeof ruleFilesIn>, files: readonly string[], work: string): string[] {
  if (spawnSync('clamscan', ['--version']).status !== 0) {
    console.warn('SKIPPED: clamscan is not installed.');
    return [];
  }
  const list = join(work, 'list');
  writeFileSync(list, `${files.join('\n')}\n`);
  const usable = rules.filter(({ path }) => {
    const text = readFileSync(path, 'latin1');
    return (
      !/^\s*import\b/m.test(text) &&
      !/\b(?:filename|filepath|extension|filetype|owner)\s*(?:==|!=|matches|contains)/.test(text)
    );
  });
  console.log(`  clamscan: ${usable.length} of ${rules.length} rule files, without imports and externals`);
  const databases = usable.map(({ path }, i) => {
    const copy = join(work, `${i}.yar`);
    writeFileSync(copy, readFileSync(path));
    return `--database=${copy}`;
  });
  const run = spawnSync('clamscan', [...databases, '--no-summary', '--infected', `--file-list=${list}`], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return run.stdout
    .split('\n')
    .filter((line) => line.endsWith(' FOUND'))
    .map((line) => `clamscan: ${line}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
