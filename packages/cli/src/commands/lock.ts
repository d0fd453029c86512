/** The keys of a quarantine: to whom it is encrypted, and who opens it. */
import { readFileSync } from 'node:fs';
import type { Key, Lock } from '@allclear/response';
import { CommandError, EXIT } from '../exit-codes.js';
import { reason } from '../output.js';
import { passwordFrom } from '../password-file.js';

export interface LockOptions {
  readonly recipient?: readonly string[];
  readonly passwordFile?: string;
}

export function lockFrom(options: LockOptions): Lock {
  const recipients = (options.recipient ?? []).flatMap(recipientsOf);
  const { password } = passwordFrom(options.passwordFile);
  if (recipients.length > 0 && password !== undefined)
    throw new CommandError('give either --recipient or --password-file, not both.', EXIT.usage);
  if (password !== undefined) return { password };
  if (recipients.length === 0)
    throw new CommandError(
      'say who may open the quarantine: --recipient age1… (make one with allclear keygen), or --password-file FILE.',
      EXIT.usage,
    );
  return { recipients };
}

/** A recipient itself, or a file with one on each line. */
function recipientsOf(given: string): string[] {
  const lines = /^age1/.test(given) ? [given] : read(given).split(/\r?\n/);
  const found = lines.map((text) => text.trim()).filter((text) => text.startsWith('age1'));
  const wrong = found.find((text) => !/^age1[0-9a-z]{20,3000}$/.test(text));
  if (found.length === 0 || wrong !== undefined)
    throw new CommandError(`${given}: not an age recipient (age1…), nor a file with one.`, EXIT.usage);
  return found;
}

export function keyFrom(options: { readonly identity?: string; readonly passwordFile?: string }): Key {
  const { password } = passwordFrom(options.passwordFile);
  if (password !== undefined) return { password };
  if (options.identity === undefined)
    throw new CommandError('say with which key: --identity FILE, or --password-file FILE.', EXIT.usage);
  const identities = read(options.identity)
    .split(/\r?\n/)
    .map((text) => text.trim())
    .filter((text) => /^AGE-SECRET-KEY-/.test(text));
  if (identities.length === 0)
    throw new CommandError(`${options.identity}: holds no age identity (AGE-SECRET-KEY-…).`, EXIT.usage);
  return { identities };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`cannot read ${path}: ${reason(error)}`, EXIT.usage);
  }
}
