import { detect } from '@allclear/assessment';
import { instant } from '@allclear/model';
import { jsonLine, visible } from '@allclear/reporting';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { passwordFrom } from '../password-file.js';
import { ProgressLine } from '../progress.js';
import {
  collect,
  consoleFor,
  contentFolders,
  type EvidenceOptions,
  evidenceOptions,
  evidencePaths,
  requireFolders,
  tellProblems,
  unreadable,
  untilInterrupted,
} from './shared.js';

interface DetectOptions extends EvidenceOptions {
  readonly rules?: readonly string[];
  readonly jsonl?: boolean;
  readonly count?: boolean;
}

const EXAMPLE = `
Example:
  allclear detect examples/townhall-compromised.zip --count

Exit code: 0 nothing matched, 10 something matched, 3 evidence could not be read, 2 wrong use.`;

export function detectCommand(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('detect')
    .description('Sigma rules over logs and event logs: every matching record')
    .argument('<path...>', 'folder, archive or single log; one or several')
    .option('--rules <dir>', 'use only the rules of this folder (repeatable)', collect)
    .option('--jsonl', 'one JSON object for each match')
    .option('--count', 'number of matches of each rule')
    .addHelpText('after', EXAMPLE);
  evidenceOptions(command).action(async (paths: string[], options: DetectOptions) => finish(await run(paths, options)));
}

async function run(given: readonly string[], options: DetectOptions): Promise<number> {
  const console = consoleFor(options);
  const paths = evidencePaths(given);
  requireFolders([...(options.content ?? []), ...(options.rules ?? [])]);
  const progress = new ProgressLine(console, options.quiet === true);
  const counts = new Map<string, { title: string; level: string; count: number }>();
  const result = await untilInterrupted((signal) =>
    detect(paths, {
      signal,
      workers: options.workers,
      contentDirectories: options.rules === undefined ? contentFolders(options) : (options.content ?? []),
      ...(options.rules === undefined ? {} : { rules: options.rules }),
      ...passwordFrom(options.passwordFile),
      ...(options.cache === false ? { cache: false } : {}),
      onProgress: (p) => progress.update(p),
      onMatch: (match, rule) => {
        const level = rule.level ?? 'informational';
        if (options.count === true) {
          const known = counts.get(rule.id);
          if (known) known.count++;
          else counts.set(rule.id, { title: rule.title, level, count: 1 });
          return;
        }
        const time = match.time === undefined ? undefined : instant(match.time);
        if (options.jsonl === true) {
          const { file, line, record, offset } = match.place;
          console.out(
            jsonLine({
              rule: { id: rule.id, title: rule.title, author: rule.author, level },
              time,
              host: match.host,
              place: { file, line, record, offset },
              fields: match.fields,
            }),
          );
          return;
        }
        const { file, line: number, record } = match.place;
        console.out(`${visible(`${time ?? '-'}  ${level}  ${rule.title}  ${file}:${number ?? record ?? ''}`)}\n`);
      },
    }),
  );
  progress.done();
  if (result === undefined) {
    console.error('Interrupted. What was printed is whole; more may match.\n');
    return EXIT.interrupted;
  }
  if (result.recognised === 0) throw unreadable(paths, result.problems, result.files);
  tellProblems(console, result.problems, '');
  if (options.count === true) {
    const rows = [...counts].sort((a, b) => b[1].count - a[1].count || a[1].title.localeCompare(b[1].title));
    for (const [id, { title, level, count }] of rows)
      console.out(`${String(count).padStart(9)}  ${level.padEnd(13)}  ${visible(title)}  (${visible(id)})\n`);
  }
  return result.matches > 0 ? EXIT.found : EXIT.nothingFound;
}
