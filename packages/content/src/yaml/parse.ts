/**
 * YAML as rules and catalogues are written in: several documents a file, core schema (dates stay text),
 * and the one tag of our own, `!hidden`. Total: bad text gives problems, never an exception.
 * Source: YAML 1.2.2; library `yaml` (https://eemeli.org/yaml/).
 */
import type { Problem } from '@allclear/model';
import { type Document, LineCounter, parseAllDocuments, type ScalarTag } from 'yaml';
import { parsePlainBlock } from './plain-block.js';

/** A rule file larger than this is refused: the largest published Sigma file is below 100 KB. */
export const MAX_YAML_CHARACTERS = 4 * 1024 * 1024;
/** Documents of one file that are used. */
export const MAX_YAML_DOCUMENTS = 2_000;
/** How many nodes the aliases of one document may repeat; more is an alias bomb. */
export const MAX_YAML_ALIASES = 100;
/** Flow or block nesting beyond this is refused before the recursive parser sees it. */
export const MAX_YAML_DEPTH = 200;
/** Problems of one file that are reported one by one. */
export const MAX_YAML_PROBLEMS = 20;

/**
 * `!hidden <base64>`: the base64 of a UTF-8 text. Words that antivirus products look for stand in our data in
 * this form only, so that the installed product is not taken for what it searches.
 */
const HIDDEN: ScalarTag = {
  tag: '!hidden',
  resolve(text, onError) {
    const decoded = decodeHidden(text);
    if (decoded === undefined) onError('!hidden needs the base64 of a UTF-8 text');
    return decoded ?? '';
  },
};

/** The text behind a `!hidden` value; undefined where it is not the base64 of UTF-8 text. */
export function decodeHidden(text: string): string | undefined {
  const base64 = text.replace(/\s+/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

/** One document of a file with the line it begins on (1-based). */
export interface YamlDocument {
  readonly value: unknown;
  readonly line: number;
}

/** All documents of `text` with their lines; a document with a fault is left out and reported. */
export function parseYaml(text: string, origin: string): { documents: YamlDocument[]; problems: Problem[] } {
  const documents: YamlDocument[] = [];
  const problems: Problem[] = [];
  const report = (detail: string, line?: number) => {
    if (problems.length < MAX_YAML_PROBLEMS)
      problems.push({ code: 'ALC-R001', file: origin, ...(line === undefined ? {} : { line }), detail });
  };
  if (text.length > MAX_YAML_CHARACTERS) {
    report(`larger than ${MAX_YAML_CHARACTERS} characters`);
    return { documents, problems };
  }
  const deep = tooDeep(text);
  if (deep !== undefined) {
    report(`nested deeper than ${MAX_YAML_DEPTH} levels`, deep);
    return { documents, problems };
  }
  const plain = parsePlainBlock(text);
  if (plain !== undefined) return { documents: [plain], problems };
  const lines = new LineCounter();
  let parsed: Document.Parsed[];
  try {
    const result = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
      lineCounter: lines,
      customTags: [HIDDEN],
      prettyErrors: false,
      logLevel: 'silent',
    });
    parsed = Array.isArray(result) ? result : [];
  } catch (error) {
    report(reason(error));
    return { documents, problems };
  }
  if (parsed.length > MAX_YAML_DOCUMENTS) report(`more than ${MAX_YAML_DOCUMENTS} documents; the rest was not used`);
  for (const document of parsed.slice(0, MAX_YAML_DOCUMENTS)) {
    const begins = Math.max(1, lines.linePos(document.contents?.range?.[0] ?? document.range[0]).line);
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault !== undefined) {
      report(firstLine(fault.message), Math.max(1, lines.linePos(fault.pos[0]).line));
      continue;
    }
    try {
      const value: unknown = document.toJS({ maxAliasCount: MAX_YAML_ALIASES });
      if (value !== null && value !== undefined) documents.push({ value, line: begins });
    } catch (error) {
      report(reason(error), begins);
    }
  }
  return { documents, problems };
}

/** First line that opens more brackets, or is indented deeper, than any honest file; a guard before the recursion. */
function tooDeep(text: string): number | undefined {
  let line = 1;
  let open = 0;
  let compact = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) {
      line++;
      compact = 0;
    } else if (c === 91 || c === 123) open++;
    else if ((c === 93 || c === 125) && open > 0) open--;
    // Compact block sequences nest on one line: `- - - - …`; so do `? ? ?` mappings.
    else if ((c === 45 || c === 63) && isBlank(text.charCodeAt(i + 1))) compact++;
    if (open > MAX_YAML_DEPTH || compact > MAX_YAML_DEPTH) return line;
  }
  return undefined;
}

const isBlank = (code: number) => code === 32 || code === 9;
const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';
const reason = (error: unknown) => (error instanceof Error ? firstLine(error.message) : 'not valid YAML');
