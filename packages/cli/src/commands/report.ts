import type { Assessment } from '@allclear/model';
import {
  renderFindingsCsv,
  renderHtml,
  renderMarkdown,
  renderMisp,
  renderNavigator,
  renderOcsf,
  renderStix,
} from '@allclear/reporting';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { writeWhole } from '../output.js';
import { readAssessment } from './read-assessment.js';
import { consoleFor, onePath } from './shared.js';

type Format = 'html' | 'md' | 'csv' | 'stix' | 'misp' | 'ocsf' | 'navigator';

const RENDER: Record<Format, (assessment: Assessment) => string> = {
  html: renderHtml,
  md: renderMarkdown,
  csv: renderFindingsCsv,
  stix: renderStix,
  misp: renderMisp,
  ocsf: renderOcsf,
  navigator: renderNavigator,
};

const EXAMPLE = `
Example:
  allclear report allclear-out/mail01/assessment.json --format md --out mail01.md`;

export function reportCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('report')
    .description(
      'an assessment for another reader or tool: HTML, Markdown, CSV, STIX 2.1, MISP, OCSF, ATT&CK Navigator',
    )
    .argument('<assessment.json>')
    .addOption(new Option('--format <format>', 'output').choices(Object.keys(RENDER)).default('html'))
    .option('--out <file>', 'write to a file instead of standard output', onePath)
    .addHelpText('after', EXAMPLE)
    .action((path: string, options: { format: Format; out?: string }) => {
      const text = RENDER[options.format](readAssessment(path));
      if (options.out === path) throw new CommandError('--out would overwrite the assessment itself.', EXIT.usage);
      if (options.out === undefined) consoleFor({}).out(text);
      else writeWhole(options.out, text);
      finish(EXIT.nothingFound);
    });
}
