import { MAX_NAME_LENGTH } from '../limits.js';

export type MemberName = { readonly path: string } | { readonly refused: string };

/**
 * A member's name as a path inside the evidence, or why it is not used. Backslashes separate folders, as older .NET
 * writes them; `./` and doubled separators vanish.
 */
export function memberName(raw: string): MemberName {
  if (raw.length > MAX_NAME_LENGTH) return { refused: 'its name is too long' };
  if (raw.includes('\0')) return { refused: 'its name holds a NUL' };
  const name = raw.replaceAll('\\', '/');
  if (name.startsWith('/')) return { refused: 'its name is absolute' };
  if (/^[A-Za-z]:/.test(name)) return { refused: 'its name begins with a drive' };
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) return { refused: 'its name leads upwards' };
  if (segments.length === 0) return { refused: 'it has no name' };
  return { path: segments.join('/') };
}

/** A name for a problem line: control characters made visible, and cut. */
export function shownName(raw: string): string {
  let shown = '';
  for (const character of raw.slice(0, 200)) {
    const code = character.codePointAt(0) ?? 0;
    shown += code < 0x20 || code === 0x7f ? `%${code.toString(16).padStart(2, '0')}` : character;
  }
  return shown;
}
