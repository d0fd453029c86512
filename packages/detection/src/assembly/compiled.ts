/**
 * What lies in `Temporary ASP.NET Files`, judged: libraries made of pages, and the source text that ASP.NET wrote before it
 * compiled them. Both outlive the page. Facts of category `compiled-page` as the parser makes them, with the fields of
 * `assemblyFields`; kind `source` (from `App_Web_*.0.cs`, `.0.vb`, `.0.js`): page (from the `#line` marks), area, size.
 */
import { FactEvent } from '@allclear/model';
import {
  type CompiledOptions,
  type FactResult,
  pageArea,
  parseCompiledAssembly,
  parseCompiledPage,
} from '@allclear/parsers';
import { analysePage } from '../page/index.js';
import { type AssemblyAnalysis, analyseAssemblyFile } from './analyse.js';
import { assemblyFields } from './fields.js';

/** Characters of generated source text that are read. */
const MAX_SOURCE = 4 * 1024 * 1024;
const LANGUAGES: Readonly<Record<string, string>> = { cs: 'C#', vb: 'VB', js: 'JScript' };

/** Facts about one file; none for what is neither. */
export function compiledPageFacts(
  bytes: Uint8Array,
  options: CompiledOptions & { readonly size?: number },
): FactResult {
  const extension = /\.(\w+)$/.exec(options.name ?? '')?.[1]?.toLowerCase() ?? '';
  if (extension === 'compiled') return parseCompiledPage(bytes, options);
  if (extension === 'dll') return compiledLibrary(bytes, options);
  const language = LANGUAGES[extension];
  return language === undefined ? { facts: [], problems: [] } : generatedSource(bytes, language, options);
}

function compiledLibrary(bytes: Uint8Array, options: CompiledOptions & { readonly size?: number }): FactResult {
  const { facts, problems } = parseCompiledAssembly(bytes, options);
  const fields = assemblyFields(analyseAssemblyFile(bytes));
  return { facts: facts.map((fact) => withFields(fact, fields)), problems };
}

/** `#line 1 "C:\inetpub\wwwroot\x\a.aspx"`; VB writes `#ExternalSource("…",1)`. */
const ORIGIN = /^\s*#(?:line\s+\d+\s+|ExternalSource\s*\(\s*)"([^"\r\n]{1,400})"/m;

function generatedSource(
  bytes: Uint8Array,
  language: string,
  options: CompiledOptions & { readonly size?: number },
): FactResult {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_SOURCE));
  const origin = ORIGIN.exec(text)?.[1];
  // Marks for the compiler are blanked: lines keep their numbers.
  const code = text.replace(/^[ \t]*#.*$/gm, '');
  const analysis = analysePage(`<%@ WebHandler Language="${language}" Class="X" %>${code}`, '.ashx');
  const findings = analysis.findings.filter((f) => f.kind !== 'unfollowed');
  const judged: AssemblyAnalysis = {
    level: findings[0]?.level,
    client: true,
    budgetReached: analysis.budgetReached,
    findings: findings.map((f) => ({ ...f, lines: f.lines.map((l) => ({ method: `line ${l.line}`, text: l.text })) })),
  };
  const page = origin === undefined ? undefined : virtualPath(origin);
  const fact = new FactEvent(
    { product: 'allclear', category: 'compiled-page' },
    {
      kind: 'source',
      name: options.name,
      size: options.size ?? bytes.length,
      physicalPath: origin,
      page,
      pageName: page?.slice(page.lastIndexOf('/') + 1),
      area: page === undefined ? 'other' : pageArea(page),
      file: options.file,
      ...assemblyFields(judged),
    },
  );
  return { facts: [fact], problems: [] };
}

/** Path on disk -> path in the site, as far as the usual folders tell. */
function virtualPath(path: string): string {
  const lower = path.replaceAll('\\', '/').toLowerCase();
  return /(?:\/inetpub\/wwwroot|\/frontend\/httpproxy|\/clientaccess)(\/.*)$/.exec(lower)?.[1] ?? lower;
}

function withFields(fact: FactEvent, fields: Readonly<Record<string, string | undefined>>): FactEvent {
  const values: Record<string, string | undefined> = {};
  for (const name of fact.fieldNames()) values[name] = fact.get(name);
  return new FactEvent(fact.logSource, { ...values, ...fields }, fact.place, fact.time);
}
