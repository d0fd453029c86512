import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import type { LabCase } from '@allclear/lab';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason, requireWritable, writeWhole } from '../output.js';
import { waveCommand, whole } from './lab-wave.js';
import { consoleFor, onePath } from './shared.js';

interface MakeOptions {
  readonly out?: string;
  readonly zip?: string;
  readonly stdout?: boolean;
  readonly truth?: string;
  readonly days?: number;
  readonly gigabytes?: number;
  readonly workers: number;
}

const MOST_GIGABYTES = 10_000;
const MOST_WORKERS = 256;
const GIGABYTE = 1e9;

const EXAMPLE = `
Example:
  allclear lab list
  allclear lab make entered-2016-oab --out practice/
  allclear lab make robbed-2019-exports.files-only.kape --zip practice.zip
  allclear lab make entered-2016-oab --gigabytes 0.05 --stdout --truth answers.json > practice.tar
  allclear lab wave --organisations 100 --out small-wave/

All evidence is synthetic and inert; the answer sheet is written beside it, never inside. Equal arguments give equal
bytes, with any number of workers.`;

export function labCommand(program: Command, finish: (code: number) => void): void {
  const console = consoleFor({});
  const lab = program
    .command('lab')
    .description('synthetic evidence with known truth, to practise on and to test with')
    .addHelpText('after', EXAMPLE);
  lab
    .command('list')
    .description('every scenario, and the ways in which its evidence was collected')
    .action(async () => {
      const { CASES } = await laboratory();
      for (const { id, story, variant, half } of CASES)
        console.out(
          `${id.padEnd(58)}  ${story.state.padEnd(12)}  ${half.padEnd(7)}  ${variant.verdict.padEnd(13)}  ${story.title}\n`,
        );
      finish(EXIT.nothingFound);
    });
  lab
    .command('make')
    .description('the evidence of one scenario, with its answer sheet beside it')
    .argument('<scenario>', 'an id of "allclear lab list", or its part before the first dot')
    .option('--out <dir>', 'folder to write the files to; it must be empty', onePath)
    .option('--zip <file>', 'one zip instead of a folder', onePath)
    .option('--stdout', 'one tar archive to standard output: of any size, nothing is kept')
    .option('--truth <file>', 'where the answers go; needed for them with --stdout', onePath)
    .option('--days <n>', 'so many further days of ordinary traffic before the story begins', whole(400))
    .option('--gigabytes <n>', 'web logs of ordinary days before that, in all about so many gigabytes', gigabytes)
    .addOption(
      new Option('--workers <n>', 'threads that make days; they do not change the result')
        .argParser(whole(MOST_WORKERS))
        .default(1),
    )
    .action(async (id: string, options: MakeOptions) => {
      const lab = await laboratory();
      const { out, zip, stdout } = options;
      const targets = [out, zip, stdout].filter((target) => target !== undefined);
      if (targets.length !== 1) throw new CommandError('give one of --out DIR, --zip FILE and --stdout.', EXIT.usage);
      const { truth, entries } = stream(lab, caseNamed(id, lab.CASES), options);
      if (out !== undefined) {
        if (existsSync(out) && readdirSync(out).length > 0)
          throw new CommandError(`${out} is not empty. Evidence must not be mixed: give a new folder.`, EXIT.usage);
        requireWritable(out);
        await writing(lab.writeFolder(entries(), out));
      } else if (zip !== undefined) await writing(lab.writeZipFile(entries(), zip));
      else if (process.stdout.isTTY)
        throw new CommandError('an archive is nothing for a terminal: send it to a file or a program.', EXIT.usage);
      else for await (const chunk of lab.tarOf(entries())) await sent(chunk);
      const sheet = options.truth ?? (out === undefined && zip === undefined ? undefined : sheetOf(zip ?? out ?? ''));
      if (sheet !== undefined) {
        writeWhole(sheet, lab.printTruth(truth));
        console.error(`The answers are in ${sheet}.\n`);
      }
      finish(EXIT.nothingFound);
    });
  waveCommand(lab, finish);
}

/** Loaded only by this verb: every other one starts without it. */
function laboratory(): Promise<Laboratory> {
  return import('@allclear/lab');
}

type Laboratory = typeof import('@allclear/lab');

function stream(lab: Laboratory, labCase: LabCase, options: MakeOptions): ReturnType<Laboratory['makeStream']> {
  const { days, gigabytes, workers } = options;
  try {
    return lab.makeStream(labCase, {
      ...(days === undefined ? {} : { days }),
      ...(gigabytes === undefined ? {} : { bytes: Math.round(gigabytes * GIGABYTE) }),
      // One thread is this one.
      workers: workers === 1 ? 0 : workers,
    });
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(`${error.message}.`, EXIT.usage);
    throw error;
  }
}

/** Waits for a slow reader: nothing piles up. */
async function sent(chunk: Uint8Array): Promise<void> {
  if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
}

function gigabytes(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= MOST_GIGABYTES)) throw new InvalidArgumentError(`a number up to ${MOST_GIGABYTES}.`);
  return number;
}

/** A whole id, or a story's id: its first variant. */
function caseNamed(id: string, cases: readonly LabCase[]): LabCase {
  const found = cases.find((labCase) => labCase.id === id) ?? cases.find(({ story }) => story.id === id);
  if (found === undefined) throw new CommandError(`there is no scenario ${id}. Run "allclear lab list".`, EXIT.usage);
  return found;
}

function sheetOf(target: string): string {
  return `${target.replace(/(?:\/|\.zip)$/, '')}.truth.json`;
}

async function writing(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    throw new CommandError(`cannot write: ${reason(error)}`, EXIT.usage);
  }
}
