import { dirname } from 'node:path';
import { assess } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import { renderTimelineCsv, renderTimelineJsonl, renderTimelineTimesketch } from '@allclear/reporting';
import { type Command, Option } from 'commander';
import { EXIT } from '../exit-codes.js';
import { requireWritable, writeWhole } from '../output.js';
import { passwordFrom } from '../password-file.js';
import { ProgressLine } from '../progress.js';
import { isAssessment, readAssessment } from './read-assessment.js';
import {
  consoleFor,
  contentFolders,
  type EvidenceOptions,
  evidenceOptions,
  evidencePaths,
  onePath,
  requireFolders,
  unreadable,
  untilInterrupted,
} from './shared.js';

interface TimelineOptions extends EvidenceOptions {
  readonly format: 'csv' | 'jsonl' | 'timesketch';
  readonly out?: string;
}

const EXAMPLE = `
Example:
  allclear timeline allclear-out/mail01/assessment.json --format timesketch --out mail01.jsonl`;

const RENDER = { csv: renderTimelineCsv, jsonl: renderTimelineJsonl, timesketch: renderTimelineTimesketch };

export function timelineCommand(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('timeline')
    .description('what happened, in order, UTC')
    .argument('<path>', 'evidence, or an assessment.json')
    .addOption(new Option('--format <format>', 'output').choices(['csv', 'jsonl', 'timesketch']).default('csv'))
    .option('--out <file>', 'write to a file instead of standard output', onePath)
    .addHelpText('after', EXAMPLE);
  evidenceOptions(command).action(async (path: string, options: TimelineOptions) => {
    const console = consoleFor(options);
    const paths = evidencePaths([path]);
    if (options.out !== undefined) requireWritable(dirname(options.out));
    const [only = path] = paths;
    const assessments =
      paths.length === 1 && isAssessment(only) ? [readAssessment(only)] : await examine(paths, options);
    if (assessments === undefined) {
      console.error('Interrupted. Nothing was written.\n');
      finish(EXIT.interrupted);
      return;
    }
    const render = RENDER[options.format];
    // One header for all hosts of a CSV.
    const text = assessments
      .map((a, i) => (i > 0 && options.format === 'csv' ? render(a).replace(/^[^\r\n]*\r\n/, '') : render(a)))
      .join('');
    if (options.out === undefined) console.out(text);
    else writeWhole(options.out, text);
    finish(EXIT.nothingFound);
  });
}

async function examine(paths: readonly string[], options: TimelineOptions): Promise<readonly Assessment[] | undefined> {
  requireFolders(options.content);
  const console = consoleFor(options);
  const progress = new ProgressLine(console, options.quiet === true);
  const result = await untilInterrupted((signal) =>
    assess(paths, {
      workers: options.workers,
      contentDirectories: contentFolders(options),
      ...passwordFrom(options.passwordFile),
      reproducible: true,
      onProgress: (p) => progress.update(p),
      signal,
    }),
  );
  progress.done();
  if (result === undefined) return undefined;
  if (result.recognised === 0) throw unreadable(paths, result.problems, result.files);
  return result.assessments;
}
