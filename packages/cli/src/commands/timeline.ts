import { assess } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import { renderTimelineCsv, renderTimelineJsonl, renderTimelineTimesketch } from '@allclear/reporting';
import { type Command, Option } from 'commander';
import { EXIT } from '../exit-codes.js';
import { writeWhole } from '../output.js';
import { ProgressLine } from '../progress.js';
import { readAssessment } from './read-assessment.js';
import {
  consoleFor,
  type EvidenceOptions,
  evidenceOptions,
  password,
  requireFolders,
  requirePaths,
  unreadable,
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
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', EXAMPLE);
  evidenceOptions(command).action(async (path: string, options: TimelineOptions) => {
    const console = consoleFor(options);
    requirePaths([path]);
    const assessments = path.toLowerCase().endsWith('.json') ? [readAssessment(path)] : await examine(path, options);
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

async function examine(path: string, options: TimelineOptions): Promise<readonly Assessment[]> {
  requireFolders(options.content);
  const console = consoleFor(options);
  const progress = new ProgressLine(console, options.quiet === true);
  const result = await assess([path], {
    workers: options.workers,
    contentDirectories: options.content,
    ...password(options.passwordFile),
    reproducible: true,
    onProgress: (p) => progress.update(p),
  });
  progress.done();
  if (result.recognised === 0) throw unreadable([path], result.problems, result.files);
  return result.assessments;
}
