/** `content add` and `content remove`: rule packs of others in the user's content folder. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { preparePack, readPackSource } from '@allclear/assessment';
import {
  type InstalledPack,
  isPackName,
  type NewPack,
  type PackManifest,
  packNameOf,
  removePack,
  userContentFolder,
  writePack,
} from '@allclear/content';
import type { Problem } from '@allclear/model';
import { visible } from '@allclear/reporting';
import type { Command } from 'commander';
import { line } from '../console.js';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason, requireWritable } from '../output.js';
import { consoleFor, onePath, problemText } from './shared.js';

interface AddOptions {
  readonly to?: string;
  readonly name?: string;
  readonly quiet?: boolean;
}

export function addPackCommand(content: Command, finish: (code: number) => void): void {
  content
    .command('add')
    .description('take in a rule pack: Sigma rules (SigmaHQ, Hayabusa, plain folders), YARA files, indicator lists')
    .argument('<path>', 'folder, git checkout, archive or single file')
    .option('--to <dir>', 'content folder to put it into; default: the one of this user', onePath)
    .option('--name <name>', 'name of the pack; default: that of the folder or file')
    .option('--quiet', 'name no left-out rule one by one')
    .action(async (path: string, options: AddOptions) => finish(await add(onePath(path), options)));
}

export function removePackCommand(content: Command, finish: (code: number) => void): void {
  content
    .command('remove')
    .description('take an added pack away again')
    .argument('<name>', 'as "content info" shows it')
    .option('--to <dir>', 'content folder it is in; default: the one of this user', onePath)
    .action((name: string, options: AddOptions) => {
      const folder = targetFolder(options.to);
      let removed: boolean;
      try {
        removed = removePack(folder, name);
      } catch (error) {
        throw new CommandError(`cannot remove the pack ${visible(name)}: ${reason(error)}`, EXIT.usage);
      }
      if (!removed) throw new CommandError(`there is no pack ${visible(name)} in ${folder}`, EXIT.usage);
      consoleFor({}).out(line(`removed the pack ${name}`));
      finish(EXIT.nothingFound);
    });
}

/** One line for a person: what a pack is and holds. */
export function packLine(pack: PackManifest): string {
  const parts = [
    `${pack.rules} rules`,
    ...(pack.yara > 0 ? [`${pack.yara} YARA files`] : []),
    ...(pack.indicators > 0 ? [`${pack.indicators} indicators`] : []),
    `from ${pack.source}${pack.revision === undefined ? '' : ` at ${pack.revision.slice(0, 12)}`}`,
    `added ${pack.added}`,
    pack.licence === undefined ? 'no licence named' : `licence: ${pack.licence}`,
  ];
  return `pack ${pack.name} (${pack.hash}): ${parts.join(', ')}`;
}

async function add(path: string, options: AddOptions): Promise<number> {
  const console = consoleFor(options);
  if (!existsSync(path))
    throw new CommandError(`${path}: no such file or folder. Give the folder or archive of the pack.`, EXIT.usage);
  const source = basename(resolve(path));
  const name = options.name ?? packNameOf(source);
  if (name === undefined || !isPackName(name))
    throw new CommandError(
      `${visible(name ?? source)}: not a name for a pack. Give --name with letters, digits, '.', '_' and '-'.`,
      EXIT.usage,
    );
  const folder = targetFolder(options.to);
  requireWritable(folder);
  const read = await readPackSource(path);
  if (read.refused !== undefined)
    throw new CommandError(`${path}: refused, nothing was added: ${visible(read.refused)}`, EXIT.usage);
  const added = new Date().toISOString().slice(0, 10);
  const { pack, problems } = await preparePack(read, { name, source, added }, folder);
  const all: Problem[] = [...read.problems, ...problems];
  if (options.quiet !== true) for (const problem of all) console.error(line(`${problem.code} ${problemText(problem)}`));
  if (pack.sigma.length + pack.yara.length + pack.indicators.length === 0) throw nothingIn(path, pack, all);
  const installed = install(folder, pack);
  const { broken, duplicates } = pack.manifest;
  console.out(line(packLine(installed.manifest)));
  console.out(
    `left out: ${broken} broken, ${duplicates} already known; ${source === name ? 'it' : `the pack ${name}`} ${whereUsed(options.to)}\n`,
  );
  return EXIT.nothingFound;
}

function install(folder: string, pack: NewPack): InstalledPack {
  try {
    return writePack(folder, pack);
  } catch (error) {
    throw new CommandError(`cannot write the pack to ${folder}: ${reason(error)}`, EXIT.usage);
  }
}

function nothingIn(path: string, pack: NewPack, problems: readonly Problem[]): CommandError {
  const { duplicates } = pack.manifest;
  const why =
    duplicates > 0
      ? `everything in it is there already (${duplicates})`
      : problems[0] !== undefined
        ? `nothing in it can be used, first because of ${problemText(problems[0])}`
        : 'there is no Sigma rule (*.yml), YARA file (*.yar) or list of indicators in it';
  return new CommandError(`${path}: ${visible(why)}. Nothing was added.`, EXIT.usage);
}

function whereUsed(to: string | undefined): string {
  return to === undefined ? 'is used from now on by every verb that reads evidence' : `is used with --content ${to}`;
}

function targetFolder(to: string | undefined): string {
  const folder = to ?? userContentFolder();
  if (folder === undefined)
    throw new CommandError('ALLCLEAR_CONTENT is empty: there is no content folder. Give --to DIR.', EXIT.usage);
  return resolve(folder);
}
