/** `allclear …`: arguments in, exit code out. What the verbs do stands in commands/. */
import { TOOL_VERSION } from '@allclear/assessment/version';
import { Command, CommanderError } from 'commander';
import { line } from './console.js';
import { CommandError, EXIT } from './exit-codes.js';
import { verbsFor } from './verbs.js';

export async function main(argv: readonly string[]): Promise<number> {
  // A reader that goes away (`| head`) is no fault: stop quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
  let code: number = EXIT.nothingFound;
  const finish = (value: number): void => {
    code = value;
  };
  const program = new Command('allclear')
    .description(
      'Compromise assessment for Microsoft Exchange Server: attacked? got in? what was taken? still there? what now?',
    )
    .version(TOOL_VERSION)
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride();
  for (const add of await verbsFor(argv)) add(program, finish);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.nothingFound : EXIT.usage;
    if (error instanceof CommandError) {
      process.stderr.write(line(`allclear: ${error.message}`));
      return error.code;
    }
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(line(`allclear: a fault of Allclear itself: ${text}`));
    process.stderr.write(
      'Please report it with the command you gave and "allclear --version"; set ALLCLEAR_DEBUG=1 for details.\n',
    );
    if (process.env.ALLCLEAR_DEBUG !== undefined && error instanceof Error)
      process.stderr.write(`${error.stack ?? ''}\n`);
    return EXIT.ourFault;
  }
}
