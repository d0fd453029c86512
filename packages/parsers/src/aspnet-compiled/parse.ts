/**
 * What ASP.NET keeps of every page it has run, under `Temporary ASP.NET Files\<application>\<hash>\<hash>`: it outlives
 * the page. Facts of category `compiled-page`:
 * - kind `preserve` (from `<page>.<hash>.compiled`): page (virtual path, lower case), pageName, area, assembly, type,
 *   dependencies, resultType, hash, directory (told from the name), application (folder under Temporary ASP.NET Files);
 * - kind `assembly` (from `App_Web_*.dll`): pages (virtual paths found inside, ` `-separated), area of the first,
 *   jscript (`true`: made from JScript, calls its evaluator), upload (`true`: reads uploaded files), size, name.
 * Source: https://learn.microsoft.com/previous-versions/ms366723(v=vs.140) and the files as ASP.NET writes them.
 */
import { FactEvent, type Problem } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { readXml } from '../xml/index.js';
import { parseCompiledName } from './name-hash.js';
import { pageArea } from './page-area.js';

const LOG_SOURCE = { product: 'allclear', category: 'compiled-page' } as const;
const MAX_DEPENDENCIES = 64;
/** A compiled page is some 5 to 500 KB. */
export const MAX_ASSEMBLY_BYTES = 4 * 1024 * 1024;
const MAX_PAGES = 32;

export interface CompiledOptions {
  /** Name of the file. */
  readonly name?: string;
  /** Windows path of the file. */
  readonly file?: string;
}

function applicationOf(file: string | undefined): string | undefined {
  return /\\Temporary ASP\.NET Files\\([^\\]+)\\/i.exec(file ?? '')?.[1]?.toLowerCase();
}

/** A `.compiled` file. A name alone (with empty bytes) still tells page and folder. */
export function parseCompiledPage(bytes: Uint8Array, options: CompiledOptions = {}): FactResult {
  const name = options.name === undefined ? undefined : parseCompiledName(options.name);
  let attributes: ReadonlyMap<string, string> | undefined;
  let line = 1;
  const dependencies: string[] = [];
  const problems: Problem[] = readXml(bytes, {
    open(element) {
      if (element.name === 'preserve') {
        attributes ??= element.attributes;
        line = element.line;
      }
      const dependency = element.attributes.get('name');
      if (element.name === 'filedep' && dependency !== undefined && dependencies.length < MAX_DEPENDENCIES) {
        dependencies.push(dependency);
      }
    },
  });
  if (attributes === undefined && name === undefined) {
    if (problems.length === 0)
      problems.push({ code: 'ALC-P003', detail: 'not a compiled page: there is no <preserve> element' });
    return { facts: [], problems };
  }
  const application = applicationOf(options.file);
  const page = (attributes?.get('virtualPath') ?? pageFromName(name, application))?.toLowerCase();
  const fact = new FactEvent(
    LOG_SOURCE,
    {
      kind: 'preserve',
      page,
      pageName: page?.slice(page.lastIndexOf('/') + 1),
      area: page === undefined ? 'other' : pageArea(page),
      assembly: attributes?.get('assembly'),
      type: attributes?.get('type'),
      resultType: attributes?.get('resultType'),
      dependencies: dependencies.join(' '),
      hash: name?.hash,
      directory: name?.directory,
      application,
      file: options.file,
    },
    { line },
  );
  return { facts: [fact], problems };
}

/** `~/auth` of application `owa` is `/owa/auth`; of `root` it is `/auth`. */
function pageFromName(name: ReturnType<typeof parseCompiledName>, application: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (name.directory === undefined) return name.page;
  const base = application === undefined || application === 'root' ? '' : `/${application}`;
  return `${base}${name.directory.slice(1)}/${name.page}`;
}

/** A compiled assembly: strings only. .NET keeps names as UTF-8 and literals as UTF-16. */
export function parseCompiledAssembly(
  bytes: Uint8Array,
  options: CompiledOptions & { readonly size?: number } = {},
): FactResult {
  if (bytes.length === 0) return { facts: [], problems: [{ code: 'ALC-P005', detail: 'the file has no content' }] };
  const problems: Problem[] = [];
  if (bytes.length > MAX_ASSEMBLY_BYTES) {
    problems.push({ code: 'ALC-P008', detail: `read the first ${MAX_ASSEMBLY_BYTES} of ${bytes.length} bytes` });
  }
  const part = bytes.subarray(0, MAX_ASSEMBLY_BYTES);
  const narrow = new TextDecoder('windows-1252').decode(part);
  // Literals may start at odd addresses: read both alignments.
  const wide = new TextDecoder('utf-16le').decode(part) + new TextDecoder('utf-16le').decode(part.subarray(1));
  const pages = new Set<string>();
  for (const text of [wide, narrow]) {
    for (const match of text.matchAll(
      /~?\/(?:[\w.$-]{1,80}\/){0,8}[\w.$ -]{1,80}\.(?:aspx|asmx|ashx|asax|ascx|asp|svc|soap|master)\b/gi,
    )) {
      if (pages.size < MAX_PAGES) pages.add(match[0].toLowerCase());
    }
  }
  const application = applicationOf(options.file);
  const [first] = pages;
  const absolute = first?.replace(/^~/, application === undefined || application === 'root' ? '' : `/${application}`);
  const all = (...words: string[]): boolean => words.every((word) => narrow.includes(word));
  const fact = new FactEvent(LOG_SOURCE, {
    kind: 'assembly',
    name: options.name,
    size: options.size ?? bytes.length,
    pages: [...pages].join(' '),
    page: absolute,
    pageName: absolute?.slice(absolute.lastIndexOf('/') + 1),
    area: absolute === undefined ? 'other' : pageArea(absolute),
    compiledPage: narrow.includes('App_Web_') ? 'true' : undefined,
    jscript: narrow.includes('JScriptEvaluate') ? 'true' : undefined,
    upload: all('get_Request', 'get_Files', 'get_Count', 'get_Item', 'get_Server') ? 'true' : undefined,
    process:
      all('get_Request', 'System.Diagnostics') && /ProcessStartInfo|set_UseShellExecute/.test(narrow)
        ? 'true'
        : undefined,
    application,
    file: options.file,
  });
  return { facts: [fact], problems };
}
