import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import { jsonFileLine, renderHtml, renderJson, renderSummary, renderTimelineCsv } from '@allclear/reporting';
import type { Command } from 'commander';
import { EXIT, worst } from '../exit-codes.js';
import { hostFolder } from '../host-folder.js';
import { requireWritable, writeWhole } from '../output.js';
import { passwordFrom } from '../password-file.js';
import { ProgressLine } from '../progress.js';
import {
  consoleFor,
  contentFolders,
  type EvidenceOptions,
  evidenceOptions,
  evidencePaths,
  onePath,
  requireFolders,
  tellProblems,
  unreadable,
  untilInterrupted,
} from './shared.js';

interface AssessOptions extends EvidenceOptions {
  readonly out: string;
  readonly host?: string;
  readonly json?: boolean;
  readonly reproducible?: boolean;
}

const EXAMPLE = `
Example:
  allclear assess examples/townhall-compromised.zip

Writes allclear-out/<host>/assessment.json, report.html and timeline.csv and prints the summary.
Exit code: 0 nothing found and coverage sufficient, 10 compromised, 11 attacked or suspicious,
12 nothing found but no all-clear, 3 evidence could not be read, 2 wrong use.`;

export function assessCommand(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('assess')
    .description('attacked? got in? what was taken? still there? One assessment for each host in the evidence')
    .argument('<path...>', 'folder, .zip, .tar, .tar.gz, .7z or single log; one or several')
    .option('--out <dir>', 'where to write', onePath, 'allclear-out')
    .option('--host <name>', 'name of the host, where the evidence does not tell or tells it wrongly')
    .option('--json', 'print the assessment instead of the summary (one line for each host)')
    .option('--reproducible', 'leave out when and where it ran: equal evidence gives equal bytes')
    .addHelpText('after', EXAMPLE);
  evidenceOptions(command).action(async (paths: string[], options: AssessOptions) => {
    finish(await run(paths, options));
  });
}

async function run(given: readonly string[], options: AssessOptions): Promise<number> {
  const console = consoleFor(options);
  const paths = evidencePaths(given);
  requireFolders(options.content);
  requireWritable(options.out);
  const progress = new ProgressLine(console, options.quiet === true);
  const result = await untilInterrupted((signal) =>
    assess(paths, {
      workers: options.workers,
      contentDirectories: contentFolders(options),
      ...passwordFrom(options.passwordFile),
      ...(options.cache === false ? { cache: false } : {}),
      ...(options.host === undefined ? {} : { hostName: options.host }),
      ...(options.reproducible === true ? { reproducible: true } : {}),
      command: `allclear assess ${paths.join(' ')}`,
      onProgress: (p) => progress.update(p),
      signal,
    }),
  );
  progress.done();
  if (result === undefined) {
    console.error('Interrupted. Nothing was written: a verdict on half of the evidence would mislead.\n');
    return EXIT.interrupted;
  }
  if (result.recognised === 0)
    throw unreadable(
      paths,
      [...result.problems, ...result.assessments.flatMap((a) => a.coverage.problems)],
      result.files,
    );
  const rules = result.problems.filter((p) => p.code.startsWith('ALC-R'));
  tellProblems(console, rules, '');
  const taken = new Set<string>();
  for (const assessment of result.assessments) {
    const folder = hostFolder(assessment.host.name, taken);
    taken.add(folder.toLowerCase());
    const path = write(assessment, join(options.out, folder));
    if (options.json === true) console.out(jsonFileLine(assessment));
    else
      console.out(
        renderSummary(assessment, {
          colour: console.colour,
          width: console.width,
          assessmentPath: path,
          next:
            assessment.verdict.level === 'compromised'
              ? `allclear plan ${path}; the report: ${join(options.out, folder, 'report.html')}`
              : `open ${join(options.out, folder, 'report.html')}; one finding in full: allclear explain ${path} ID`,
        }),
      );
  }
  return worst(result.assessments.map((a) => a.verdict.exitCode));
}

function write(assessment: Assessment, folder: string): string {
  const path = join(folder, 'assessment.json');
  writeWhole(join(folder, 'report.html'), renderHtml(assessment));
  writeWhole(join(folder, 'timeline.csv'), renderTimelineCsv(assessment));
  writeWhole(path, renderJson(assessment));
  return path;
}
