import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { TOOL_VERSION } from '@allclear/assessment';
import {
  CUSTODY_FILES,
  checkCustody,
  KeyError,
  makeManifest,
  newIdentity,
  newSigningKey,
  signBytes,
  timestampRequest,
} from '@allclear/response';
import type { Command } from 'commander';
import { line } from '../console.js';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason, requireWritable, writeWhole } from '../output.js';
import { consoleFor, onePath } from './shared.js';

const EXAMPLE = `
Examples:
  allclear keygen --out keys
  allclear custody make evidence --out custody --key keys/responder.signing.pem --by "A. Responder" --about "mail01, first collection"
  allclear custody check custody --root evidence

Check without Allclear:
  cd evidence && sha256sum -c ../custody/SHA256SUMS
  openssl pkeyutl -verify -pubin -inkey custody.pub.pem -rawin -in custody.json -sigfile custody.json.sig
Time stamp (RFC 3161): send custody.tsq to an authority (curl -H "Content-Type: application/timestamp-query" --data-binary @custody.tsq URL > custody.tsr).
Exit code of check: 0 as it was, 10 something changed or is missing, 3 cannot be read, 2 wrong use.`;

export function custodyCommand(program: Command, finish: (code: number) => void): void {
  const custody = program
    .command('custody')
    .description('chain of custody: a signed list of files that ordinary tools check')
    .addHelpText('after', EXAMPLE);
  custody
    .command('make')
    .description('list and hash all files below a folder, and sign the list')
    .argument('<folder>', 'evidence, a quarantine container, reports', onePath)
    .requiredOption('--out <dir>', 'where to write the list', onePath)
    .option('--key <file>', 'Ed25519 private key (PEM) of the responder; without it the list is not signed', onePath)
    .option('--by <name>', 'who makes it', userName())
    .option('--about <text>', 'what it is', '')
    .option('--previous <dir>', 'custody folder that this one continues', onePath)
    .action(async (folder: string, options: MakeOptions) => finish(await make(folder, options)));
  custody
    .command('check')
    .description('check signature, list and every file')
    .argument('<custody folder>', 'folder that make wrote', onePath)
    .requiredOption('--root <folder>', 'where the files are now', onePath)
    .option('--public-key <file>', 'public key of the responder, got another way than with the list', onePath)
    .action(async (folder: string, options: { root: string; publicKey?: string }) =>
      finish(await check(folder, options)),
    );
}

interface MakeOptions {
  readonly out: string;
  readonly key?: string;
  readonly by: string;
  readonly about: string;
  readonly previous?: string;
}

async function make(folder: string, options: MakeOptions): Promise<number> {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new CommandError(`${folder}: no such folder.`, EXIT.unreadable);
  requireWritable(options.out);
  const key = options.key === undefined ? undefined : read(options.key).toString('utf8');
  const previous =
    options.previous === undefined
      ? undefined
      : createHash('sha256')
          .update(read(join(options.previous, CUSTODY_FILES.manifest)))
          .digest('hex');
  const out = resolve(options.out);
  const { manifest, sums } = await makeManifest({
    root: folder,
    about: options.about,
    by: options.by,
    machine: hostname(),
    toolVersion: TOOL_VERSION,
    contentVersion: '',
    ...(previous === undefined ? {} : { previous }),
    without: Object.values(CUSTODY_FILES).map((name) => join(out, name)),
  });
  const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`);
  try {
    const signed = key === undefined ? undefined : signBytes(bytes, key);
    writeWhole(join(out, CUSTODY_FILES.sums), sums);
    if (signed) {
      writeFileSync(join(out, CUSTODY_FILES.signature), signed.signature);
      writeWhole(join(out, CUSTODY_FILES.publicKey), signed.publicKey);
    }
  } catch (error) {
    if (error instanceof KeyError) throw new CommandError(`${options.key}: ${error.message}.`, EXIT.usage);
    throw error;
  }
  writeFileSync(
    join(out, CUSTODY_FILES.timestampRequest),
    timestampRequest(createHash('sha256').update(bytes).digest(), randomBytes(8)),
  );
  writeWhole(join(out, CUSTODY_FILES.manifest), bytes.toString('utf8'));
  const console = consoleFor({});
  console.out(
    line(
      `${manifest.count} files, ${manifest.bytes} bytes listed${key === undefined ? '; NOT signed (no --key)' : ' and signed'}: ${join(options.out, CUSTODY_FILES.manifest)}`,
    ),
  );
  for (const { path, reason: why } of manifest.leftOut.slice(0, 20)) console.out(line(`left out: ${path}: ${why}`));
  return EXIT.nothingFound;
}

async function check(folder: string, options: { root: string; publicKey?: string }): Promise<number> {
  if (!existsSync(join(folder, CUSTODY_FILES.manifest)))
    throw new CommandError(`${folder}: holds no ${CUSTODY_FILES.manifest}.`, EXIT.unreadable);
  const publicKey = options.publicKey === undefined ? undefined : read(options.publicKey).toString('utf8');
  const result = await checkCustody(folder, options.root, publicKey);
  const console = consoleFor({});
  for (const fault of result.faults.slice(0, 50)) console.out(line(fault));
  if (result.faults.length > 50) console.out(line(`… and ${result.faults.length - 50} more`));
  const signed = { valid: 'the signature fits', invalid: 'the signature does NOT fit', 'not-signed': 'not signed' }[
    result.signed
  ];
  console.out(
    line(
      result.faults.length === 0
        ? `All ${result.count} files are as they were; ${signed}.`
        : `${result.faults.length} faults; ${signed}.`,
    ),
  );
  return result.faults.length === 0 ? EXIT.nothingFound : EXIT.found;
}

export function keygenCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('keygen')
    .description("make the responder's keys: one that opens quarantines (age), one that signs (Ed25519)")
    .requiredOption('--out <dir>', 'where to write; existing keys are never overwritten', onePath)
    .addHelpText('after', '\nExample:\n  allclear keygen --out keys')
    .action(async (options: { out: string }) => {
      const { identity, recipient } = await newIdentity();
      const { privateKey, publicKey } = newSigningKey();
      const files: readonly (readonly [string, string, number])[] = [
        [
          'responder.identity.txt',
          `# created by allclear; opens quarantines: keep it secret\n# public key: ${recipient}\n${identity}\n`,
          0o600,
        ],
        ['responder.recipient.txt', `${recipient}\n`, 0o644],
        ['responder.signing.pem', privateKey, 0o600],
        ['responder.signing.pub.pem', publicKey, 0o644],
      ];
      const taken = files.find(([name]) => existsSync(join(options.out, name)));
      if (taken)
        throw new CommandError(
          `${join(options.out, taken[0])} is there already; keys are never overwritten.`,
          EXIT.usage,
        );
      requireWritable(options.out);
      mkdirSync(options.out, { recursive: true });
      for (const [name, content, mode] of files) writeFileSync(join(options.out, name), content, { mode, flag: 'wx' });
      consoleFor({}).out(
        line(
          `Keys written to ${options.out}. Keep responder.identity.txt and responder.signing.pem secret and backed up.`,
        ),
      );
      finish(EXIT.nothingFound);
    });
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`cannot read ${path}: ${reason(error)}`, EXIT.usage);
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
