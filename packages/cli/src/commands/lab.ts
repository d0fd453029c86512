import { existsSync, readdirSync } from 'node:fs';
import type { LabCase } from '@allclear/lab';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason, requireWritable, writeWhole } from '../output.js';
import { waveCommand } from './lab-wave.js';
import { consoleFor, onePath } from './shared.js';

interface MakeOptions {
  readonly out?: string;
  readonly zip?: string;
}

const EXAMPLE = `
Example:
  allclear lab list
  allclear lab make entered-2016-oab --out practice/
  allclear lab make robbed-2019-exports.files-only.kape --zip practice.zip
  allclear lab wave --organisations 300 --out small-wave/

All evidence is synthetic and inert; the answer sheet is written beside it, never inside.`;

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
    .action(async (id: string, options: MakeOptions) => {
      const { CASES, makeCase, printTruth, writeFolder, writeZipFile } = await laboratory();
      const { truth, entries } = makeCase(caseNamed(id, CASES));
      if ((options.out === undefined) === (options.zip === undefined))
        throw new CommandError('give one of --out DIR and --zip FILE.', EXIT.usage);
      if (options.zip !== undefined) {
        await writing(writeZipFile(entries(), options.zip));
        writeWhole(sheetOf(options.zip), printTruth(truth));
      } else {
        const folder = options.out ?? '';
        if (existsSync(folder) && readdirSync(folder).length > 0)
          throw new CommandError(`${folder} is not empty. Evidence must not be mixed: give a new folder.`, EXIT.usage);
        requireWritable(folder);
        await writing(writeFolder(entries(), folder));
        writeWhole(sheetOf(folder), printTruth(truth));
      }
      console.error(`The answers are in ${sheetOf(options.zip ?? options.out ?? '')}.\n`);
      finish(EXIT.nothingFound);
    });
  waveCommand(lab, finish);
}

/** Loaded only by this verb: every other one starts without it. */
function laboratory(): Promise<typeof import('@allclear/lab')> {
  return import('@allclear/lab');
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
