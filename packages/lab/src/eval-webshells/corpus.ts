/**
 * Collections of pages as they come from the internet: much in them is no page of IIS. What counts is written here.
 *
 * Counted is a file that the server would run (by its extension), or, among the malicious ones, a file of another name
 * with markup that only ASP or ASP.NET runs. Not counted are pages of other engines (PHP, JSP), archives, programs and
 * documents, nor pages whose program text was overwritten with blanks. Files that differ only in blanks are counted once, in the first collection that has them. Pages that
 * somebody read and found to be something else are named in judged.ts, with the reason; the tables say how many.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { decodeText, fileMagic, isExecutableName } from '@allclear/parsers';

export interface Page {
  readonly id: string;
  readonly path: string;
  /** Folder directly below the one given; its own name where it has none. */
  readonly collection: string;
  /** All that have it. */
  readonly collections: ReadonlySet<string>;
  readonly extension: string;
  readonly bytes: Uint8Array;
}

/** Larger files are no pages. */
const MAX_PAGE = 4 * 1024 * 1024;
const OTHER_ENGINE = new Set(['.php', '.php5', '.phtml', '.jsp', '.jspx', '.cfm', '.shtml', '.shtm', '.stm']);
const NO_PAGE =
  /\.(?:md|yara?|zip|rar|7z|gz|war|jar|bin|log|docx?|pdf|py|pl|rb|go|cs|vb|exe|dll|js|json|html?|css|php\d?|jspx?|cfm)$/i;
const SERVER_MARKUP = /<%@|<%\s*(?:eval|execute|if|dim|set|response|on error)|runat\s*=\s*.?server/i;
const OTHER_MARKUP =
  /<\?php|java\.(?:io|util|lang)|request\.getparameter|<%@\s*page[^%]*\b(?:import|contenttype)\s*=\s*["']?(?:java|text)/i;
const OWN_LANGUAGE = /language\s*=\s*["']?(?:c#|vb|jscript|cs)/i;

function* files(folder: string): Generator<string> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry?.isDirectory() === true && name !== '.git') yield* files(path);
    else if (entry?.isFile() === true && entry.size <= MAX_PAGE) yield path;
  }
}

/** Collections whose keeper overwrote the program text with blanks: nothing is left to run. */
const BLANKED = /(?:<%|<script[^>]*>)[\s\0]{400,}(?:%>|<\/script|$)/i;

export function isCounted(path: string, bytes: Uint8Array, malicious: boolean): boolean {
  const name = basename(path);
  const extension = extname(name).toLowerCase();
  if (OTHER_ENGINE.has(extension) || NO_PAGE.test(name)) return false;
  const text = decodeText(bytes).text;
  if (!malicious) return isExecutableName(name);
  if (BLANKED.test(text)) return false;
  if (OTHER_MARKUP.test(text) && !OWN_LANGUAGE.test(text.slice(0, 3000))) return false;
  return isExecutableName(name) || SERVER_MARKUP.test(text.replace(/\0/g, ''));
}

/** What a page is known by: pages that differ only in blanks are one. First 16 hexadecimal digits of a SHA-256. */
export const pageId = (bytes: Uint8Array): string =>
  createHash('sha256').update(decodeText(bytes).text.replace(/\s+/g, '')).digest('hex').slice(0, 16);

/** Pages of some folders, each once. `seen` is shared between the malicious and the harmless ones. */
export function collect(folders: readonly string[], malicious: boolean, seen: Set<string>): Page[] {
  const found = new Map<string, Page & { readonly collections: Set<string> }>();
  for (const folder of folders) {
    for (const path of files(folder)) {
      const bytes = new Uint8Array(readFileSync(path));
      if (!isCounted(path, bytes, malicious)) continue;
      const id = pageId(bytes);
      const below = path.slice(folder.length).split(/[\\/]/).filter(Boolean);
      const collection = below.length > 1 ? (below[0] ?? '') : basename(folder);
      const known = found.get(id);
      if (known !== undefined) known.collections.add(collection);
      if (seen.has(id)) continue;
      seen.add(id);
      const extension = extname(path).toLowerCase();
      found.set(id, {
        id,
        path,
        collection,
        collections: new Set([collection]),
        extension: isExecutableName(basename(path)) ? extension : '.txt',
        bytes,
      });
    }
  }
  return [...found.values()];
}

export const magicOf = (page: Page): ReturnType<typeof fileMagic> => fileMagic(page.bytes);
