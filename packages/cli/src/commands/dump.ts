import { dumpFile } from '@allclear/assessment';
import { jsonLine, visible } from '@allclear/reporting';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { passwordFrom } from '../password-file.js';
import { consoleFor, evidencePaths, tellProblems, unreadable } from './shared.js';

interface DumpOptions {
  readonly jsonl?: boolean;
  readonly passwordFile?: string;
  readonly quiet?: boolean;
}

const EXAMPLE = `
Example:
  allclear dump u_ex210303.log --jsonl

Names that begin with @ (line, offset, time in UTC, kind) are Allclear's; all others are the source's own.`;

export function dumpCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('dump')
    .description('any supported artifact as records: log lines, configuration, tasks, versions')
    .argument('<file>', 'a log, a configuration, a task, a program file (or an archive of them)')
    .option('--jsonl', 'JSON Lines (default: one readable line for each record)')
    .option('--password-file <file>', 'file whose first line is the password of encrypted evidence')
    .option('--quiet', 'no colour')
    .addHelpText('after', EXAMPLE)
    .action(async (given: string, options: DumpOptions) => {
      const console = consoleFor(options);
      const [file = given, second] = evidencePaths([given]);
      if (second !== undefined) throw new CommandError(`${given}: more than one file. Give one.`, EXIT.usage);
      const result = await dumpFile(
        file,
        (record) => {
          if (options.jsonl === true) console.out(jsonLine(record));
          else
            console.out(
              `${visible(
                Object.entries(record)
                  .map(([k, v]) => `${k}=${v}`)
                  .join('  '),
              )}\n`,
            );
        },
        passwordFrom(options.passwordFile).password,
      );
      if (result.artifact === undefined) throw unreadable([file], result.problems, 1);
      tellProblems(console, result.problems, '');
      finish(EXIT.nothingFound);
    });
}
