import { readFileSync } from 'node:fs';
import { CommandError, EXIT } from './exit-codes.js';
import { reason } from './output.js';

/** The first line, without its line end. Notepad and PowerShell put a byte order mark first, the latter also writes UTF-16. */
export function firstLine(bytes: Uint8Array): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  // The decoder takes the byte order mark away.
  const text = new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes);
  return text.split(/\r?\n/, 1)[0] ?? '';
}

/** The password of encrypted evidence, out of the file that the user names. */
export function passwordFrom(file: string | undefined): { password?: string } {
  if (file === undefined) return {};
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CommandError(`cannot read the password file ${file}: ${reason(error)}`, EXIT.usage);
  }
  const password = firstLine(bytes);
  if (password === '') throw new CommandError(`the first line of the password file ${file} is empty.`, EXIT.usage);
  return { password };
}
