import { explainFinding } from '@allclear/reporting';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { readAssessment } from './read-assessment.js';
import { consoleFor } from './shared.js';

const EXAMPLE = `
Example:
  allclear explain allclear-out/mail01/assessment.json
  allclear explain allclear-out/mail01/assessment.json F-0123456789ab`;

export function explainCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('explain')
    .description('what was seen, why it matters, what to do, how to see it with an ordinary tool')
    .argument('<assessment.json>')
    .argument('[finding]', 'id of a finding; without it, the list of all')
    .addHelpText('after', EXAMPLE)
    .action((path: string, finding: string | undefined) => {
      const text = explainFinding(readAssessment(path), finding);
      if (text === undefined) {
        throw new CommandError(
          `${path} has no finding ${finding ?? ''}. Run "allclear explain ${path}" for the list.`,
          EXIT.usage,
        );
      }
      consoleFor({}).out(text.endsWith('\n') ? text : `${text}\n`);
      finish(EXIT.nothingFound);
    });
}
