/** `allclear bundle`: what a CERT needs of a server, in kilobytes, encrypted to its case key; sent by its link where one is given. */
import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { assess } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import type { Command } from 'commander';
import { line } from '../console.js';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason, requireWritable } from '../output.js';
import { passwordFrom } from '../password-file.js';
import { ProgressLine } from '../progress.js';
import { lockFrom } from './lock.js';
import { isAssessment, readAssessment } from './read-assessment.js';
import {
  consoleFor,
  contentFolders,
  type EvidenceOptions,
  evidenceOptions,
  evidencePaths,
  onePath,
  requireFolders,
  unreadable,
  untilInterrupted,
} from './shared.js';

interface BundleOptions extends EvidenceOptions {
  readonly recipient?: readonly string[];
  readonly out: string;
  readonly to?: string;
  readonly raw?: boolean;
}

const EXAMPLE = `
Example:
  allclear bundle allclear-out/mail01/assessment.json --recipient age1… --out mail01.age
  allclear bundle collection.zip --to 'https://cert.example/upload#TOKEN' --out mail01.age

Assessments (those given, and those made of the evidence given) as compressed lines of JSON, encrypted so that only who
holds the key reads them. --to sends the file by an upload link; the recipient may then be left out: the link names it.
--raw encrypts the one file given as it is, for those who want the whole collection.`;

export function bundleCommand(program: Command, finish: (code: number) => void): void {
  const command = program
    .command('bundle')
    .description('assessments, encrypted to the key of a CERT or service provider; sent by its upload link')
    .argument('<path...>', 'assessment.json files, or evidence to be assessed first')
    .option(
      '--recipient <age1…>',
      'age recipient, or file with recipients (repeatable)',
      (v: string, b: string[] = []) => [...b, v],
    )
    .requiredOption('--out <file>', 'the encrypted file', onePath)
    .option('--to <link>', 'upload link that you got from the CERT')
    .option('--raw', 'encrypt the file itself instead of its assessment')
    .addHelpText('after', EXAMPLE);
  evidenceOptions(command).action(async (paths: string[], options: BundleOptions) => {
    finish(await run(paths, options));
  });
}

async function run(given: readonly string[], options: BundleOptions): Promise<number> {
  const console = consoleFor(options);
  const paths = evidencePaths(given);
  requireFolders(options.content);
  requireWritable(options.out.replace(/[\\/][^\\/]*$/, '') || '.');
  if (existsSync(options.out))
    throw new CommandError(`${options.out} is there already; give another name.`, EXIT.usage);
  if (options.raw === true && paths.length !== 1) throw new CommandError('--raw takes exactly one file.', EXIT.usage);
  const { encryptTo, linkInfo, SendError, sendByLink } = await import('@allclear/fleet');
  const online = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const why = error instanceof SendError ? error.message : `the server cannot be reached: ${reason(error)}`;
      throw new CommandError(`--to: ${why}`, EXIT.unreadable);
    }
  };
  // Before the work: a link that has expired is said at once.
  const info = options.to === undefined ? undefined : await online(() => linkInfo(options.to ?? ''));
  const recipients = options.recipient === undefined && info ? [info.recipient] : recipientsOf(options);
  const content = options.raw === true ? fileBytes(paths[0] ?? '') : await bundleBytes(paths, options);
  if (content === undefined) {
    console.error('Interrupted. Nothing was written.\n');
    return EXIT.interrupted;
  }
  const made = await encryptTo(recipients, content, options.out);
  console.out(line(`${options.out}: ${made.size} bytes, SHA-256 ${made.sha256}`));
  if (options.to !== undefined) {
    const receipt = await online(() => sendByLink(options.to ?? '', options.out));
    console.out(line(`Received ${receipt.received}, SHA-256 ${receipt.sha256}. Keep this line as your receipt.`));
  }
  return EXIT.nothingFound;
}

function recipientsOf(options: BundleOptions): readonly string[] {
  if (options.recipient === undefined)
    throw new CommandError('say who may read the bundle: --recipient age1…, or --to with an upload link.', EXIT.usage);
  const lock = lockFrom({ recipient: options.recipient });
  return 'recipients' in lock ? lock.recipients : [];
}

async function bundleBytes(
  paths: readonly string[],
  options: BundleOptions,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const ready = paths.filter(isAssessment);
  const evidence = paths.filter((path) => !isAssessment(path));
  const assessments: Assessment[] = ready.map(readAssessment);
  if (evidence.length > 0) {
    const progress = new ProgressLine(consoleFor(options), options.quiet === true);
    const result = await untilInterrupted((signal) =>
      assess(evidence, {
        workers: options.workers,
        contentDirectories: contentFolders(options),
        ...passwordFrom(options.passwordFile),
        ...(options.cache === false ? { cache: false } : {}),
        onProgress: (p) => progress.update(p),
        signal,
      }),
    );
    progress.done();
    if (result === undefined) return undefined;
    if (result.recognised === 0)
      throw unreadable(
        evidence,
        [...result.problems, ...result.assessments.flatMap((a) => a.coverage.problems)],
        result.files,
      );
    assessments.push(...result.assessments);
  }
  return bytes(Readable.from(assessments.map((a) => `${JSON.stringify(a)}\n`)).pipe(createGzip()));
}

const fileBytes = (path: string): AsyncIterable<Uint8Array> => bytes(createReadStream(path));

async function* bytes(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}
