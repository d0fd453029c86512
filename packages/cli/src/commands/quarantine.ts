import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TOOL_VERSION } from '@allclear/assessment';
import {
  JournalError,
  locate,
  type Plan,
  planFrom,
  plannedFiles,
  QuarantineError,
  quarantine,
  type RestoreResult,
  restore,
  type StepResult,
  type Target,
} from '@allclear/response';
import { type Command, InvalidArgumentError } from 'commander';
import { line } from '../console.js';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason } from '../output.js';
import { keyFrom, lockFrom } from './lock.js';
import { collect, consoleFor, onePath } from './shared.js';

const QUARANTINE_EXAMPLE = `
Example:
  allclear keygen --out keys
  allclear quarantine allclear-out/mail01/plan.json --target /mnt/mail01 --recipient keys/responder.recipient.txt --dry-run

Copies each planned file into an encrypted container (age) and removes it, journalled: an interrupted run goes on where it
stopped when it is started again. Only steps of the plan are touched; suspicions only when named with --step.
Exit code: 0 all done, 4 some steps refused (the reason is printed), 2 wrong use, 3 the plan or the target cannot be read.`;

const RESTORE_EXAMPLE = `
Example:
  allclear restore quarantine-mail01 --identity keys/responder.identity.txt

Puts back bytes, times and streams. Never overwrites a file that is there now.
Exit code: 0 all restored, 4 some refused, 2 wrong use, 3 the container cannot be read.`;

interface QuarantineCommandOptions {
  readonly target: string;
  readonly drive?: Readonly<Record<string, string>>;
  readonly container?: string;
  readonly recipient?: readonly string[];
  readonly passwordFile?: string;
  readonly step?: readonly string[];
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
}

export function quarantineCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('quarantine')
    .description('take the planned files out of a mounted disk or live server, into an encrypted container')
    .argument('<plan.json>')
    .requiredOption('--target <root>', 'root of the mounted disk or collected tree; C:\\ on the server itself', onePath)
    .option('--drive <letter=folder>', 'where another drive is mounted (repeatable)', drive)
    .option('--container <dir>', 'the container; default: quarantine-<host>', onePath)
    .option('--recipient <age1…|file>', 'who may open it (repeatable)', (v: string, b: string[] = []) => [...b, v])
    .option('--password-file <file>', 'file whose first line locks it instead', onePath)
    .option('--step <id>', 'also this step, which the plan leaves to a person (repeatable)', collect)
    .option('--dry-run', 'say what would be taken; change nothing')
    .option('--quiet', 'say nothing but what was refused')
    .addHelpText('after', QUARANTINE_EXAMPLE)
    .action(async (path: string, options: QuarantineCommandOptions) => finish(await run(path, options)));
}

async function run(path: string, options: QuarantineCommandOptions): Promise<number> {
  const console = consoleFor(options);
  const plan = readPlan(path);
  const target: Target = { root: options.target, drives: options.drive ?? {} };
  if (!existsSync(options.target) || !statSync(options.target).isDirectory())
    throw new CommandError(`${options.target}: no such folder. Give the root of the disk.`, EXIT.unreadable);
  const unknown = (options.step ?? []).filter((id) => !plan.steps.some((step) => step.id === id));
  if (unknown.length > 0) throw new CommandError(`the plan has no step ${unknown.join(', ')}.`, EXIT.usage);
  const files = plannedFiles(plan, options.step);
  if (options.dryRun === true) {
    for (const { step, windowsPath } of files) {
      const place = locate(windowsPath, target);
      console.out(line(`${step.id}  ${place.found ? `would take ${place.path}` : `${windowsPath}: ${place.reason}`}`));
    }
    console.out(line(`Nothing was changed. ${files.length} files are planned.`));
    return EXIT.nothingFound;
  }
  const lock = lockFrom(options);
  const container = options.container ?? `quarantine-${plan.host.replace(/[^A-Za-z0-9.-]/g, '_').slice(0, 100)}`;
  const told = new Set<string>();
  const show = (result: StepResult): void => {
    if (options.quiet === true && result.outcome !== 'refused') return;
    const what = { removed: 'taken', absent: 'not there', refused: 'REFUSED', 'removed-before': 'taken before' }[
      result.outcome
    ];
    console.out(
      line(`${what.padEnd(13)}${result.windowsPath}${result.reason === undefined ? '' : `: ${result.reason}`}`),
    );
    for (const note of result.notes) {
      if (!told.has(note)) console.out(line(`             ${note}`));
      told.add(note);
    }
  };
  try {
    const results = await quarantine({
      plan,
      target,
      container,
      lock,
      ...(options.step === undefined ? {} : { steps: options.step }),
      toolVersion: TOOL_VERSION,
      onStep: show,
    });
    const refused = results.filter((r) => r.outcome === 'refused').length;
    if (options.quiet !== true)
      console.out(
        line(
          `${results.length} planned, ${refused} refused. Journal: ${join(container, 'journal.jsonl')}. Back: allclear restore ${container}`,
        ),
      );
    return refused > 0 ? EXIT.refused : EXIT.nothingFound;
  } catch (error) {
    throw known(error, container);
  }
}

function readPlan(path: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CommandError(
      `cannot read ${path}: ${error instanceof SyntaxError ? 'it is not JSON' : reason(error)}. Give the plan.json that allclear plan wrote.`,
      EXIT.unreadable,
    );
  }
  const plan = planFrom(value);
  if (plan === undefined)
    throw new CommandError(`${path} holds no cleaning plan of a version that this program reads.`, EXIT.unreadable);
  return plan;
}

export function restoreCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('restore')
    .description('put back what a quarantine took: same bytes, times and streams')
    .argument('<container>', 'folder of the quarantine, or its journal.jsonl', onePath)
    .option('--identity <file>', 'age identity that opens it', onePath)
    .option('--password-file <file>', 'file whose first line opens it', onePath)
    .option('--step <id>', 'only this step (repeatable)', collect)
    .option('--quiet', 'say nothing but what was refused')
    .addHelpText('after', RESTORE_EXAMPLE)
    .action(
      async (
        given: string,
        options: { identity?: string; passwordFile?: string; step?: readonly string[]; quiet?: boolean },
      ) => {
        const container = given.replace(/[\\/]journal\.jsonl$/, '');
        if (!existsSync(join(container, 'journal.jsonl')))
          throw new CommandError(`${container}: holds no journal.jsonl of a quarantine.`, EXIT.unreadable);
        const key = keyFrom(options);
        try {
          const results = await restore({
            container,
            key,
            ...(options.step === undefined ? {} : { steps: options.step }),
          });
          finish(tellRestored(results, options));
        } catch (error) {
          throw known(error, container);
        }
      },
    );
}

function tellRestored(results: readonly RestoreResult[], options: { readonly quiet?: boolean }): number {
  const console = consoleFor(options);
  for (const { outcome, path, reason: why, notes } of results) {
    if (options.quiet === true && outcome !== 'refused') continue;
    const what = { restored: 'restored', refused: 'REFUSED', 'restored-before': 'there already' }[outcome];
    console.out(line(`${what.padEnd(15)}${path}${why === undefined ? '' : `: ${why}`}`));
    for (const note of notes) console.out(line(`               ${note}`));
  }
  if (results.length === 0) console.out(line('This quarantine has taken nothing.'));
  return results.some((r) => r.outcome === 'refused') ? EXIT.refused : EXIT.nothingFound;
}

/** What a user can mend: one line. Anything else is a fault of ours. */
function known(error: unknown, container: string): unknown {
  if (error instanceof QuarantineError) return new CommandError(`${error.message}.`, EXIT.usage);
  if (error instanceof JournalError) return new CommandError(`${error.message}.`, EXIT.unreadable);
  if (error instanceof Error && 'code' in error)
    return new CommandError(
      `${container}: ${reason(error)}. Nothing is lost: start the same command again.`,
      EXIT.usage,
    );
  return error;
}

function drive(value: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const match = /^([A-Za-z]):?=(.+)$/.exec(value);
  if (!match) throw new InvalidArgumentError('give it as D=FOLDER.');
  return { ...before, [(match[1] ?? '').toUpperCase()]: onePath(match[2] ?? '') };
}
