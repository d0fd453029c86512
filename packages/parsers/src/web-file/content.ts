/** Text of a file for content rules. */
import type { FileMagic } from '../file-magic/index.js';
import { decodeText } from './decode.js';
import { printableRuns, pstText } from './pst.js';

/** Characters of text that a file fact carries. */
export const MAX_CONTENT = 256 * 1024;

export interface FileContent {
  readonly text: string;
  /** Characters in the middle that were left out. */
  readonly omitted: number;
}

/** Beginning and end of a longer text: injected code stands at either end of an otherwise genuine file. */
function bounded(text: string): FileContent {
  if (text.length <= MAX_CONTENT) return { text, omitted: 0 };
  const half = MAX_CONTENT / 2 - 1;
  return { text: `${text.slice(0, half)}\n${text.slice(-half)}`, omitted: text.length - 2 * half };
}

/** What of `bytes` a person (or the server's page parser) can read. `bytes` is the whole file or its beginning. */
export function fileContent(bytes: Uint8Array, magic: FileMagic): FileContent {
  switch (magic) {
    case 'empty':
      return { text: '', omitted: 0 };
    case 'text':
    case 'utf16':
      return bounded(decodeText(bytes).text.replace(/\0+/g, ''));
    case 'pst':
      return { text: pstText(bytes, MAX_CONTENT / 2 - 1), omitted: 0 };
    default:
      // Whatever the envelope, the page parser of the server looks for markup in it.
      return { text: printableRuns(bytes, MAX_CONTENT), omitted: 0 };
  }
}
