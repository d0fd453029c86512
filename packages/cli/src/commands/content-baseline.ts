/** `content baseline`: the owner of a server vouches for the files of a web root. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { BASELINE_FORMAT, type Baseline, type BaselineEntry } from '@allclear/content';
import { fileFact } from '@allclear/detection';
import { type EvidenceFile, listUnits, logicalPath, openUnit } from '@allclear/evidence';
import type { Problem } from '@allclear/model';
import { fileName, isExecutableName, isScriptName, isWebTextName, parseDotNet } from '@allclear/parsers';
import { visible } from '@allclear/reporting';
import type { Command } from 'commander';
import { line } from '../console.js';
import { CommandError, EXIT } from '../exit-codes.js';
import { requireWritable, writeWhole } from '../output.js';
import { consoleFor, evidencePaths, onePath, tellProblems, unreadable } from './shared.js';

interface BaselineOptions {
  readonly out?: string;
  readonly accept?: readonly string[];
  readonly quiet?: boolean;
}

/** Libraries larger than this are vouched for by their hash alone, without being looked into. */
const MOST_BYTES = 32 << 20;
const PROGRAM = /\.(?:dll|exe)$/i;

const HELP = `
Example:
  allclear content baseline C:\\inetpub\\wwwroot --out my-content/wwwroot.baseline.json
  allclear assess evidence.zip --content my-content

Make it from a copy that you trust (a backup from before the attack, the installation medium), not from the server in
question. A file that the analysis calls malicious is left out, unless --accept names it. Files on the list count as
genuine where content and place are the same.

Exit code: 0 all files taken, 10 some were left out, 3 the folder could not be read, 2 wrong use.`;

export function baselineCommand(content: Command, finish: (code: number) => void): void {
  content
    .command('baseline')
    .description('list the files of a web root that you vouch for, for --content')
    .argument('<path>', 'web root (or an archive of it)')
    .option('--out <file>', 'file to write, *.baseline.json; default: <name of the web root>.baseline.json', onePath)
    .option(
      '--accept <path>',
      'file, as it is named relative to the web root, to be vouched for although the analysis calls it malicious (repeatable)',
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option('--quiet', 'name no suspicious file one by one')
    .addHelpText('after', HELP)
    .action(async (path: string, options: BaselineOptions) => finish(await baseline(path, options)));
}

async function baseline(given: string, options: BaselineOptions): Promise<number> {
  const console = consoleFor(options);
  const paths = evidencePaths([given]);
  const root = basename(resolve(paths[0] ?? given));
  const out = options.out ?? `${root.replace(/\.(?:zip|7z|tar|tgz|tar\.gz)$/i, '')}.baseline.json`;
  if (!/\.baseline\.json$/i.test(out))
    throw new CommandError(`${out}: the name must end in .baseline.json; --content looks for that.`, EXIT.usage);
  if (existsSync(out)) throw new CommandError(`${out} is there already. Name another file with --out.`, EXIT.usage);
  requireWritable(resolve(out, '..'));
  const accept = new Set((options.accept ?? []).map(normal));
  const problems: Problem[] = [];
  const files: BaselineEntry[] = [];
  let refused = 0;
  let seen = 0;
  const listed = await listUnits(paths, {});
  problems.push(...listed.problems);
  for (const unit of listed.units) {
    for await (const file of openUnit(unit.locator, {})) {
      seen++;
      const judged = await judge(file);
      problems.push(...judged.problems);
      if (judged.entry === undefined) continue;
      const { entry, level, what } = judged;
      const accepted = accept.delete(normal(entry.path));
      if (level === 'malicious' && !accepted) {
        refused++;
        console.error(line(`LEFT OUT  ${visible(entry.path)}: ${visible(what)}`));
        continue;
      }
      if (level === 'suspicious' && options.quiet !== true)
        console.error(line(`suspicious, taken  ${visible(entry.path)}: ${visible(what)}`));
      files.push(accepted && what !== '' ? { ...entry, accepted: what } : entry);
    }
  }
  if (seen === 0) throw unreadable(paths, problems, seen);
  tellProblems(console, problems, '');
  for (const path of accept) console.error(line(`--accept ${visible(path)}: there is no such file in the web root`));
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const result: Baseline = { format: BASELINE_FORMAT, version: 1, created: new Date().toISOString(), root, files };
  writeWhole(out, `${JSON.stringify(result, undefined, 1)}\n`);
  console.out(line(`${out}: ${files.length} files${refused > 0 ? `, ${refused} left out` : ''}`));
  if (refused > 0) console.error(line('Look at what was left out. If you know it and want it, name it with --accept.'));
  return refused > 0 ? EXIT.found : EXIT.nothingFound;
}

interface JudgedFile {
  readonly entry: BaselineEntry | undefined;
  readonly level: 'malicious' | 'suspicious' | undefined;
  readonly what: string;
  readonly problems: readonly Problem[];
}

/** Pictures and other media are passed over: nothing judges them. */
async function judge(file: EvidenceFile): Promise<JudgedFile> {
  const name = fileName(file.path.replaceAll('/', '\\'));
  if (!isExecutableName(name) && !isScriptName(name) && !isWebTextName(name) && !PROGRAM.test(name)) {
    await file.read(() => false);
    return { entry: undefined, level: undefined, what: '', problems: [] };
  }
  const hash = createHash('sha256');
  const parts: Uint8Array[] = [];
  let size = 0;
  const result = await file.read((chunk) => {
    hash.update(chunk);
    if (size < MOST_BYTES) parts.push(chunk.slice(0, MOST_BYTES - size));
    size += chunk.length;
    return true;
  });
  const problems = result.problems.map((p) => ({ ...p, file: file.path }));
  // What could not be read to its end has no hash to vouch for.
  if (!result.complete) return { entry: undefined, level: undefined, what: '', problems };
  const bytes = new Uint8Array(Buffer.concat(parts));
  const sha256 = hash.digest('hex');
  const path = logicalPath(file.path).windowsPath ?? file.path.replaceAll('/', '\\');
  const found = fileFact({ path, size, sha256, bytes });
  const analyses = [found.page, found.assembly, found.configuration];
  const worst = analyses.find((a) => a?.level === 'malicious') ?? analyses.find((a) => a?.level === 'suspicious');
  const identity = PROGRAM.test(name) ? parseDotNet(bytes).assembly?.identity : undefined;
  return {
    entry: {
      path: file.path,
      sha256,
      size,
      ...(identity === undefined ? {} : { assembly: `${identity.name}, Version=${identity.version}` }),
    },
    level: worst?.level,
    what: worst?.findings[0]?.what ?? '',
    problems,
  };
}

const normal = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .toLowerCase();
