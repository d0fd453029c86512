import { existsSync, readdirSync } from 'node:fs';
import { defaultWorkers } from '@allclear/assessment';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason, requireWritable } from '../output.js';
import { consoleFor, onePath } from './shared.js';

interface WaveOptions {
  readonly out: string;
  readonly seed: string;
  readonly organisations?: number;
  readonly country?: string;
  readonly format: 'jsonl' | 'folder';
  readonly assessments: boolean;
  readonly workers: number;
}

const MOST_ORGANISATIONS = 10_000_000;
const MOST_WORKERS = 256;

const EXAMPLE = `
Example:
  allclear lab wave --organisations 100 --out small-wave/
  allclear lab wave --organisations 60 --format folder --country NL --out dutch-wave/

Nobody in it exists, all addresses are of ranges that nobody routes. Equal seed and numbers, equal bytes.`;

/** `allclear lab wave`: a population of organisations with assessments, observations and truth. */
export function waveCommand(lab: Command, finish: (code: number) => void): void {
  lab
    .command('wave')
    .description('a whole wave of organisations: assessments, what scanners saw, and the truth')
    .requiredOption('--out <dir>', 'folder to write to; it must be empty', onePath)
    .option('--organisations <n>', 'how many (default: 30000, with about 45,000 servers)', whole(MOST_ORGANISATIONS))
    .option('--seed <text>', 'another seed, another population', 'wave')
    .option('--country <code>', 'all of them in one country (default: as the wave was spread)', countryCode)
    .addOption(
      new Option('--format <form>', 'assessments as one compressed file, or a folder for each server')
        .choices(['jsonl', 'folder'])
        .default('jsonl'),
    )
    .option('--no-assessments', 'everything but the assessments, in seconds')
    .addOption(
      new Option('--workers <n>', 'threads; they do not change the result')
        .argParser(whole(MOST_WORKERS))
        .default(defaultWorkers(), 'all cores'),
    )
    .addHelpText('after', EXAMPLE)
    .action(async (options: WaveOptions) => {
      const console = consoleFor({});
      const { writeWave, DEFAULT_ORGANISATIONS } = await import('@allclear/lab');
      const { out, seed, country, format, assessments, workers } = options;
      if (existsSync(out) && readdirSync(out).length > 0)
        throw new CommandError(
          `${out} is not empty. A wave must not be mixed with anything: give a new folder.`,
          EXIT.usage,
        );
      requireWritable(out);
      const plan = {
        seed,
        organisations: options.organisations ?? DEFAULT_ORGANISATIONS,
        ...(country === undefined ? {} : { country }),
        format,
        assessments,
      };
      let told = Date.now();
      try {
        const totals = await writeWave(plan, out, workers, ({ parts, of }) => {
          if (!console.interactive || Date.now() - told < 500) return;
          told = Date.now();
          console.error(`\r${Math.floor((100 * parts) / of)} % `);
        });
        if (console.interactive) console.error('\r');
        console.error(
          `${out}: ${totals.organisations ?? 0} organisations, ${totals.servers ?? 0} servers, ` +
            `${totals.compromised ?? 0} compromised, ${totals.assessments ?? 0} assessments. The answers are in truth.json and truth.jsonl.\n`,
        );
      } catch (error) {
        if (error instanceof Error && 'code' in error)
          throw new CommandError(`cannot write: ${reason(error)}`, EXIT.usage);
        throw error;
      }
      finish(EXIT.nothingFound);
    });
}

export function whole(most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > most)
      throw new InvalidArgumentError(`a whole number from 1 to ${most}.`);
    return number;
  };
}

function countryCode(value: string): string {
  if (!/^[A-Z]{2}$/.test(value)) throw new InvalidArgumentError('two capital letters, as in NL.');
  return value;
}
