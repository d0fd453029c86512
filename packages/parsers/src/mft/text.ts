/** Names as NTFS stores them: UTF-16, not always valid. */

/** UTF-16LE at `at`; lone surrogates stay as they are, the end of the bytes ends the text. */
export function utf16At(bytes: Uint8Array, at: number, characters: number): string {
  let text = '';
  const end = Math.min(at + 2 * characters, bytes.length - 1);
  for (let i = at; i < end; i += 2) text += String.fromCharCode((bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8));
  return text;
}

/** Characters of an extension that is told, with its dot. */
const LONGEST_EXTENSION = 12;

/** Extension with its dot in lower case, without making the name a string; empty where there is none. */
export function extensionAt(bytes: Uint8Array, at: number, characters: number): string {
  const end = at + 2 * characters;
  const stop = Math.max(at, end - 2 * LONGEST_EXTENSION);
  // Windows ignores dots and blanks at the end of a name.
  let last = end;
  while (last - 2 >= stop && bytes[last - 1] === 0 && (bytes[last - 2] === 46 || bytes[last - 2] === 32)) last -= 2;
  for (let i = last - 2; i >= stop; i -= 2) {
    if (bytes[i] !== 46 || bytes[i + 1] !== 0) continue;
    return utf16At(bytes, i, (last - i) / 2).toLowerCase();
  }
  return '';
}
