import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import { renderHtml, renderJson } from '@allclear/reporting';
import { type CompareOptions, compare, readJournal, type Verification } from '@allclear/response';
import { type Command, InvalidArgumentError } from 'commander';
import { line } from '../console.js';
import { CommandError, EXIT } from '../exit-codes.js';
import { hostFolder } from '../host-folder.js';
import { requireWritable, writeWhole } from '../output.js';
import { passwordFrom } from '../password-file.js';
import { ProgressLine } from '../progress.js';
import { readAssessment } from './read-assessment.js';
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

interface VerifyOptions extends EvidenceOptions {
  readonly out: string;
  readonly cleaned?: string;
  readonly journal?: string;
  readonly json?: boolean;
}

const EXAMPLE = `
Example:
  allclear verify allclear-out/mail01/assessment.json new-evidence.zip --journal quarantine-mail01

Assesses the new evidence and compares: every old finding gone, still there, or not to be told; anything new; the update.
Writes allclear-out/<host>/verification.json and the new assessment beside it.
Exit code: 0 cleaned and verified, 10 not clean or somebody got in again, 11 a person has to look, 12 the new evidence
cannot carry it, 3 evidence could not be read, 2 wrong use.`;

export function verifyCommand(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('verify')
    .description('look again after cleaning: is everything gone, is anything new, is the update in?')
    .argument('<assessment.json>', 'the assessment from before the cleaning')
    .argument('<path...>', 'evidence collected after it')
    .option(
      '--cleaned <time>',
      'when the cleaning was done, ISO 8601; default: from the journal, else the end of the first evidence',
      time,
    )
    .option('--journal <dir>', 'container of the quarantine', onePath)
    .option('--out <dir>', 'where to write', onePath, 'allclear-out/verify')
    .option('--json', 'print the verification instead of the summary')
    .addHelpText('after', EXAMPLE);
  evidenceOptions(command).action(async (first: string, paths: string[], options: VerifyOptions) => {
    finish(await run(first, paths, options));
  });
}

async function run(first: string, given: readonly string[], options: VerifyOptions): Promise<number> {
  const console = consoleFor(options);
  const before = readAssessment(first);
  const paths = evidencePaths(given);
  requireFolders(options.content);
  requireWritable(options.out);
  const compareOptions = optionsFor(options);
  const progress = new ProgressLine(console, options.quiet === true);
  const result = await untilInterrupted((signal) =>
    assess(paths, {
      workers: options.workers,
      contentDirectories: contentFolders(options),
      ...passwordFrom(options.passwordFile),
      command: `allclear verify ${first} ${paths.join(' ')}`,
      onProgress: (p) => progress.update(p),
      signal,
    }),
  );
  progress.done();
  if (result === undefined) {
    console.error('Interrupted. Nothing was written.\n');
    return EXIT.interrupted;
  }
  const after = sameHost(before, result.assessments);
  if (result.recognised === 0 || after === undefined) throw unreadable(paths, result.problems, result.files);
  const verification = compare(before, after, compareOptions);
  const folder = join(options.out, hostFolder(after.host.name, new Set()));
  const cleaned = verification.result === 'cleaned-and-verified' ? 'verified' : after.axes.cleaned;
  const verified: Assessment = { ...after, axes: { ...after.axes, cleaned } };
  writeWhole(join(folder, 'report.html'), renderHtml(verified));
  writeWhole(join(folder, 'assessment.json'), renderJson(verified));
  writeWhole(join(folder, 'verification.json'), `${JSON.stringify(verification, undefined, 2)}\n`);
  if (options.json === true) console.out(`${JSON.stringify(verification)}\n`);
  else for (const text of summary(verification, join(folder, 'verification.json'))) console.out(line(text));
  return verification.exitCode;
}

/** The host that was assessed before; a single one counts as it, whatever it is called now. */
function sameHost(before: Assessment, assessments: readonly Assessment[]): Assessment | undefined {
  const short = (name: string): string => name.toLowerCase().split('.')[0] ?? '';
  return (
    assessments.find((a) => short(a.host.name) === short(before.host.name)) ??
    (assessments.length === 1 ? assessments[0] : undefined)
  );
}

function optionsFor(options: VerifyOptions): CompareOptions {
  const given = options.cleaned === undefined ? {} : { cleanedAt: options.cleaned };
  if (options.journal === undefined) return given;
  try {
    const { records } = readJournal(join(options.journal.replace(/[\\/]journal\.jsonl$/, ''), 'journal.jsonl'));
    const paths = new Map(records.flatMap((r) => (r.kind === 'begin' ? [[r.step, r.windowsPath] as const] : [])));
    const removed = new Set<string>();
    for (const record of records) {
      if (record.kind === 'removed') removed.add(paths.get(record.step) ?? '');
      if (record.kind === 'restored') removed.delete(paths.get(record.step) ?? '');
    }
    const ended = records.at(-1)?.at;
    return { ...given, ...(ended === undefined ? {} : { journal: { ended, removed: [...removed] } }) };
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}.`, EXIT.unreadable);
  }
}

const HEAD: Readonly<Record<Verification['result'], string>> = {
  'cleaned-and-verified': 'CLEANED AND VERIFIED',
  'not-clean': 'NOT CLEAN',
  reinfected: 'COMPROMISED AGAIN (a new episode)',
  suspicious: 'NOT VERIFIED: a person has to look',
  'cannot-tell': 'NOT VERIFIED: the new evidence cannot carry it',
};

function summary(v: Verification, path: string): string[] {
  const counts = (status: string): number => v.findings.filter((f) => f.status === status).length;
  const shown = v.findings.filter((f) => f.status === 'still-there' || f.status === 'cannot-tell');
  return [
    `${HEAD[v.result]}    ${v.host}`,
    ...v.reasons.map((reason) => `  ${reason}`),
    `Cleaned       ${v.cleaned.at} (${{ given: 'as given', journal: 'end of the quarantine', 'end-of-first-evidence': 'end of the first evidence; give --cleaned for better' }[v.cleaned.source]})`,
    `Old findings  ${counts('gone')} gone · ${counts('still-there')} still there · ${counts('cannot-tell')} not to be told · ${counts('past')} past acts that the logs go on telling of`,
    ...shown
      .slice(0, 8)
      .map((f) => `  ${f.status === 'still-there' ? 'STILL THERE' : '?'}  ${f.subject || f.title}: ${f.why}`),
    `New           ${v.new.length === 0 ? 'nothing' : `${v.new.length}`}`,
    ...v.new.slice(0, 8).map((f) => `  ${f.kind}  ${f.title}${f.subject === '' ? '' : `: ${f.subject}`}`),
    `Patched?      ${v.patched}`,
    `Logs since    ${
      v.activity.length === 0
        ? 'none'
        : v.activity
            .slice(0, 4)
            .map((a) => `${a.source} ${a.hours} h`)
            .join(' · ')
    }`,
    ...(v.result === 'cleaned-and-verified' ? [`Watch         ${v.watch.days} days: ${v.watch.what.join('; ')}`] : []),
    `Written       ${path}`,
  ];
}

function time(value: string): string {
  const parsed = Date.parse(value);
  if (!Number.isFinite(parsed) || !/^\d{4}-\d\d-\d\d/.test(value))
    throw new InvalidArgumentError('a time as 2021-03-16T08:00:00Z.');
  return new Date(parsed).toISOString();
}
