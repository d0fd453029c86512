import { dirname, join } from 'node:path';
import { cacaoPlaybook, cleaningScript, type Plan, planOf, renderPlan } from '@allclear/response';
import type { Command } from 'commander';
import { line } from '../console.js';
import { EXIT } from '../exit-codes.js';
import { requireWritable, writeWhole } from '../output.js';
import { readAssessment } from './read-assessment.js';
import { consoleFor, onePath } from './shared.js';

const EXAMPLE = `
Example:
  allclear assess examples/townhall-compromised.zip
  allclear plan allclear-out/mail01/assessment.json

Writes plan.md (for people), plan.json (CACAO 2.0; what quarantine takes) and clean.ps1 (for the server; changes nothing
without -Apply) beside the assessment, or below --out.`;

export function planCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('plan')
    .description('the cleaning plan: what to keep, block, remove, close and renew, in order, each step with its undo')
    .argument('<assessment.json>')
    .option('--out <dir>', 'where to write', onePath)
    .option('--quiet', 'say nothing but problems')
    .addHelpText('after', EXAMPLE)
    .action((path: string, options: { out?: string; quiet?: boolean }) => {
      const assessment = readAssessment(path);
      const folder = options.out ?? dirname(path);
      requireWritable(folder);
      const plan = planOf(assessment);
      writeWhole(join(folder, 'plan.md'), renderPlan(plan));
      writeWhole(join(folder, 'clean.ps1'), cleaningScript(plan));
      const playbook = cacaoPlaybook(plan, new Date().toISOString());
      writeWhole(join(folder, 'plan.json'), `${JSON.stringify(playbook, undefined, 2)}\n`);
      if (options.quiet !== true) for (const text of summary(plan, folder)) consoleFor(options).out(line(text));
      finish(EXIT.nothingFound);
    });
}

function summary(plan: Plan, folder: string): string[] {
  const evict = plan.steps.filter((step) => step.stage === 'evict');
  const files = evict.filter((step) => step.act?.do === 'quarantine-file' && step.decision === 'do').length;
  const review = evict.filter((step) => step.decision === 'review').length;
  const rebuild =
    plan.rebuild.advised === 'yes'
      ? 'Build this server anew rather than trust its cleaning (plan.md says why); the plan bridges the time until then.'
      : plan.rebuild.advised === 'consider'
        ? 'Consider building this server anew; plan.md says why.'
        : undefined;
  return [
    `Cleaning plan for ${plan.host}: ${plan.steps.length} steps, ${evict.length} of them remove what was found${review > 0 ? ` (${review} only after a person has looked)` : ''}.`,
    ...(rebuild === undefined ? [] : [rebuild]),
    ...evict.slice(0, 12).map((step) => `  ${step.decision === 'review' ? '?' : '-'} ${step.title}`),
    ...(evict.length > 12 ? [`  … and ${evict.length - 12} more`] : []),
    `Read first    ${join(folder, 'plan.md')}`,
    ...(files > 0
      ? [`Files         allclear quarantine ${join(folder, 'plan.json')} --target ROOT --recipient age1…`]
      : []),
    `On the server ${join(folder, 'clean.ps1')} (shows what it would do; -Apply does it)`,
  ];
}
