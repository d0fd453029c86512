/**
 * What two pages of one hand have in common, however different the rest of the files is: the program in them, and the names of the
 * parameters they ask the caller for. Settings saved as a page (CVE-2021-27065) differ on every server by names, identifiers and
 * dates around one and the same line of program.
 */
import { normaliseCode } from '@allclear/parsers';
import { readPage } from '../page/markup.js';
import { sha256Hex } from './sha256.js';

export interface PageBody {
  /** SHA-256 of the normalised program: without block comments, spacing, case and everything that is not run. Lower-case hexadecimal. */
  readonly sha256: string;
  /** Names of fields of the request that the program reads by a fixed name; lower case, sorted. */
  readonly parameters: readonly string[];
}

/** Characters of program that are compared. */
export const MAX_BODY_CHARS = 256 * 1024;
/** Shorter programs are too plain to be somebody's. */
export const MIN_BODY_CHARS = 12;
export const MAX_PARAMETERS = 8;
const MAX_NAME = 64;

/** A field of the request by a fixed name: `Request["x"]`, `Request.Form["x"]`, `Request.Item("x")`, `Request.Headers.Get("x")` … */
const REQUEST_FIELD = /\brequest[\w.]{0,40}?\s*[[(]\s*["']([^"'\r\n]{1,64})["']\s*[\])]/gi;

/** Undefined: nothing in the page is run by the server. `extension`: with dot, lower case. Total. */
export function pageBody(text: string, extension: string): PageBody | undefined {
  const parts = readPage(text.slice(0, MAX_BODY_CHARS), extension);
  if (parts === undefined || parts.chunks.length === 0) return undefined;
  const program = parts.chunks
    .map((chunk) => normaliseCode(chunk.text).trim())
    .filter((chunk) => chunk !== '')
    .join('\n')
    .slice(0, MAX_BODY_CHARS);
  if (program.length < MIN_BODY_CHARS) return undefined;
  const parameters = new Set<string>();
  for (const [, name] of program.matchAll(REQUEST_FIELD)) {
    if (name !== undefined && name.trim() !== '' && parameters.size < MAX_PARAMETERS)
      parameters.add(name.trim().slice(0, MAX_NAME));
  }
  return { sha256: sha256Hex(new TextEncoder().encode(program)), parameters: [...parameters].sort() };
}
