import type { Assessment } from '@allclear/model';
import { renderFindingsCsv, renderHtml, renderMarkdown } from '@allclear/reporting';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { writeWhole } from '../output.js';
import { readAssessment } from './read-assessment.js';
import { consoleFor, onePath } from './shared.js';

const RENDER: Record<'html' | 'md' | 'csv', (assessment: Assessment) => string> = {
  html: renderHtml,
  md: renderMarkdown,
  csv: renderFindingsCsv,
};

const EXAMPLE = `
Example:
  allclear report allclear-out/mail01/assessment.json --format md --out mail01.md`;

export function reportCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('report')
    .description('an assessment for another reader: HTML, Markdown, or the findings as CSV')
    .argument('<assessment.json>')
    .addOption(new Option('--format <format>', 'output').choices(['html', 'md', 'csv']).default('html'))
    .option('--out <file>', 'write to a file instead of standard output', onePath)
    .addHelpText('after', EXAMPLE)
    .action((path: string, options: { format: 'html' | 'md' | 'csv'; out?: string }) => {
      const text = RENDER[options.format](readAssessment(path));
      if (options.out === path) throw new CommandError('--out would overwrite the assessment itself.', EXIT.usage);
      if (options.out === undefined) consoleFor({}).out(text);
      else writeWhole(options.out, text);
      finish(EXIT.nothingFound);
    });
}
