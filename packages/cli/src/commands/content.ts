import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { compileContent } from '@allclear/assessment';
import { loadContent, OWN_DATA } from '@allclear/content';
import { visible } from '@allclear/reporting';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.js';
import { baselineCommand } from './content-baseline.js';
import { addPackCommand, packLine, removePackCommand } from './content-packs.js';
import { collect, consoleFor, contentFolders, problemText, requireFolders, tellProblems } from './shared.js';

const EXAMPLE = `
Example:
  allclear content list
  allclear content check my-rules/
  allclear content add my-rules/ --to my-content

Packs that "content add" put into the user's content folder are used by every verb that reads evidence. That folder is
%LOCALAPPDATA%\\allclear\\content on Windows, ~/.local/share/allclear/content on Linux,
~/Library/Application Support/allclear/content on macOS, or what ALLCLEAR_CONTENT names (empty: none).`;

interface FolderOptions {
  readonly content?: readonly string[];
}

export function contentCommand(program: Command, finish: (code: number) => void): void {
  const content = program
    .command('content')
    .description('the knowledge that detections come from')
    .addHelpText('after', EXAMPLE);
  const console = consoleFor({});
  content
    .command('list')
    .description('every rule: level, checks, title, id; then the packs that were added')
    .option('--content <dir>', 'folder with additional Sigma rules or added packs (repeatable)', collect)
    .action(async (options: FolderOptions) => {
      requireFolders(options.content);
      const loaded = await loadContent({ directories: contentFolders(options) });
      const compiled = compileContent(loaded.sigma);
      const rules = [...compiled.rules, ...compiled.correlations].sort((a, b) => a.title.localeCompare(b.title));
      for (const rule of rules) {
        console.out(
          `${(rule.level ?? 'informational').padEnd(13)}  ${(rule.meta?.checks ?? []).join(',').padEnd(22)}  ${visible(rule.title)}  (${visible(rule.id)})\n`,
        );
      }
      for (const pack of loaded.packs) console.out(`${visible(packLine(pack))}\n`);
      tellProblems(console, loaded.problems, '');
      finish(EXIT.nothingFound);
    });
  content
    .command('show')
    .description('one rule in full')
    .argument('<id>', 'id of a rule or of a check')
    .option('--content <dir>', 'folder with additional Sigma rules or added packs (repeatable)', collect)
    .action(async (id: string, options: FolderOptions) => {
      requireFolders(options.content);
      const compiled = compileContent((await loadContent({ directories: contentFolders(options) })).sigma);
      const rules = [...compiled.rules, ...compiled.correlations].filter(
        (r) => r.id === id || r.meta?.checks.includes(id),
      );
      if (rules.length === 0)
        throw new CommandError(
          `there is no rule and no check ${visible(id)}. Run "allclear content list".`,
          EXIT.usage,
        );
      for (const rule of rules) {
        const { meta } = rule;
        const lines: (readonly [string, string | undefined])[] = [
          ['Rule', `${rule.title} (${rule.id})`],
          ['Level', rule.level],
          ['Answers', meta?.checks.join(', ')],
          ['Outcome', meta && `${meta.outcome}, confidence ${meta.confidence}`],
          ['What', meta?.what ?? rule.description],
          ['Why', meta?.why],
          ['What to do', meta?.next],
          ['See it', meta?.see],
          ['Misses', meta?.misses],
          ['False alarms', rule.falsePositives.join('; ')],
          ['Author', rule.author],
          ['Licence', rule.license],
          ['From', rule.origin.startsWith('pack ') ? rule.origin : undefined],
          ['Sources', rule.references?.join('; ')],
        ];
        for (const [name, text] of lines) if (text) console.out(`${name.padEnd(13)} ${visible(text)}\n`);
        console.out('\n');
      }
      finish(EXIT.nothingFound);
    });
  content
    .command('check')
    .description('are the rules of a folder valid?')
    .argument('<dir>')
    .action(async (directory: string) => {
      requireFolders([directory]);
      // Our own folder is checked by itself: beside itself, every rule in it would be a second one of its id.
      const shipped = isInside(OWN_DATA, directory);
      const own = shipped ? 0 : (await loadContent()).sigma.length;
      const loaded = await loadContent({ directories: [directory], ownRules: !shipped });
      const compiled = compileContent(loaded.sigma);
      const problems = [...loaded.problems, ...compiled.problems];
      for (const problem of problems) console.error(`${problem.code} ${visible(problemText(problem))}\n`);
      const rules = loaded.sigma.length - own;
      if (rules === 0 && problems.length === 0)
        throw new CommandError(
          `${directory}: there is no rule in it. Sigma rules are files *.yml or *.yaml.`,
          EXIT.usage,
        );
      console.out(
        `${rules} ${rules === 1 ? 'rule' : 'rules'}, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n`,
      );
      finish(problems.length === 0 ? EXIT.nothingFound : EXIT.usage);
    });
  baselineCommand(content, finish);
  addPackCommand(content, finish);
  removePackCommand(content, finish);
  content
    .command('info')
    .description('version and size of the knowledge, and the packs that were added')
    .option('--content <dir>', 'folder with additional Sigma rules or added packs (repeatable)', collect)
    .action(async (options: FolderOptions) => {
      requireFolders(options.content);
      const loaded = await loadContent({ directories: contentFolders(options) });
      const compiled = compileContent(loaded.sigma);
      const covered = loaded.checks.filter((c) => c.status === 'covered').length;
      console.out(
        `content ${loaded.version}: ${compiled.rules.length} rules, ${compiled.correlations.length} correlations, ${loaded.checks.length} checks (${covered} covered), ${loaded.actors.length} actor profiles\n`,
      );
      for (const pack of loaded.packs) console.out(`${visible(packLine(pack))}\n`);
      tellProblems(console, [...loaded.problems, ...compiled.problems], '');
      finish(EXIT.nothingFound);
    });
}

function isInside(folder: string, path: string): boolean {
  const below = relative(realpathSync(folder), realpathSync(path));
  return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
