/** A file of the evidence as one event that rules can ask about: where it lies, what it is, what it says. */
import { FactEvent, type Problem } from '@allclear/model';
import {
  cabinetNames,
  decodeText,
  type FileArea,
  type FileMagic,
  type FilePlace,
  fileContent,
  fileExtension,
  fileMagic,
  fileName,
  isExecutableName,
  isScriptName,
  isWebTextName,
  lookalikeOf,
  normaliseCode,
  type PlaceOptions,
  parseOabDump,
  parsePe,
  placeOf,
  WEB_AREAS,
} from '@allclear/parsers';
import { type AssemblyAnalysis, analyseAssemblyFile, analyseEmbedded, assemblyFields } from '../assembly/index.js';
import { analyseConfiguration, type ConfigurationAnalysis, configurationFields } from '../configuration/index.js';
import { analyseLogon, type LogonAnalysis, logonFields } from '../logon/index.js';
import { analysePageFile, type PageAnalysis } from '../page/index.js';
import { pageBody } from '../page-body/index.js';
import { type KnownGood, knownGoodState } from './known-good.js';

/** Bytes of a web file or script that are looked at; beyond that only the beginning is. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

export interface FileInput {
  /** Path on the server, `C:\inetpub\wwwroot\…`. */
  readonly path: string;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly sha256?: string;
  readonly sha1?: string;
  readonly md5?: string;
  /** Last change as the evidence tells it, milliseconds UTC; may be forged. */
  readonly modified?: number;
  /** The file, or its beginning: of web files and libraries as much as `MAX_FILE_BYTES`. */
  readonly bytes: Uint8Array;
}

export interface FileFactOptions extends PlaceOptions {
  readonly knownGood?: KnownGood;
  /** Build of this server's Exchange, four numbers. */
  readonly build?: string;
}

/** Where intruders keep their tools and the loot. */
const STAGING_AREAS: readonly FileArea[] = ['programdata', 'temp', 'public', 'perflogs', 'root'];
/** Pages that belong to IIS itself. */
const IIS_NAMES: readonly string[] = ['iisstart.htm'];

/** Notes to the reader are short. */
const NOTE_NAME = /\.(?:txt|html?|hta)$/i;
const NOTE_SIZE = 64 << 10;

/** Whether the text of a file is worth carrying: what IIS runs or includes, scripts and short notes anywhere. */
function wantsContent(name: string, place: FilePlace, size: number): boolean {
  if (isExecutableName(name) || isScriptName(name)) return true;
  if (NOTE_NAME.test(name) && size <= NOTE_SIZE) return true;
  return WEB_AREAS.has(place.area) && isWebTextName(name);
}

function peFields(bytes: Uint8Array): Record<string, string | undefined> {
  const { facts } = parsePe(bytes);
  if (facts === undefined) return {};
  return {
    fileVersion: facts.version?.file,
    productVersion: facts.version?.product,
    originalFilename: facts.version?.strings.get('OriginalFilename'),
    company: facts.version?.strings.get('CompanyName'),
    dotNet: String(facts.dotNet),
    // A table of certificates is there; whether it is valid is not checked.
    hasCertificate: String(facts.hasCertificate),
  };
}

/** Scripts that only browsers run are many and large on an Exchange server: no rule asks for their code. */
function wantsCode(name: string, place: FilePlace): boolean {
  return (
    !WEB_AREAS.has(place.area) ||
    place.area === 'owa-auth' ||
    isExecutableName(name) ||
    fileExtension(name) === '.config'
  );
}

function contentFields(
  input: FileInput,
  magic: FileMagic,
  code: boolean,
  problems: Problem[],
): Record<string, string | undefined> {
  const part = input.bytes.subarray(0, MAX_FILE_BYTES);
  const { text, omitted } = fileContent(part, magic);
  if (omitted > 0 || part.length < input.size) {
    problems.push({ code: 'ALC-P008', detail: 'only the beginning and the end of the text were searched' });
  }
  const dump = parseOabDump(text);
  return {
    content: text,
    code: code ? normaliseCode(text) : undefined,
    ...(dump === undefined
      ? {}
      : {
          oabDump: 'true',
          oabUrl: dump.url,
          oabServer: dump.server,
          oabGuid: dump.guid,
          oabBuild: dump.build,
          oabWhenChangedUtc:
            dump.whenChangedUtc === undefined ? undefined : new Date(dump.whenChangedUtc).toISOString(),
          oabWhenChangedRaw: dump.whenChangedRaw,
          oabScript: dump.markup ? 'true' : undefined,
          oabOneLetterHost: dump.oneLetterHost ? 'true' : undefined,
        }),
  };
}

/** Files of a web folder that are no pages by name but are run where a page includes them or a setting says so. */
const INCLUDED = new Set(['.config', '.inc', '.txt', '.htm', '.html']);
const LINES = 6;

function wantsAnalysis(name: string, place: FilePlace): boolean {
  return isExecutableName(name) || (WEB_AREAS.has(place.area) && INCLUDED.has(fileExtension(name)));
}

/** Folders of Exchange's own sign-in pages. */
const SIGN_IN_AREAS: ReadonlySet<FileArea> = new Set<FileArea>(['owa-auth', 'ecp-auth']);
const SIGN_IN_NAME = /(?:log|sign)[-_]?(?:on|in)|auth/i;

/** What becomes of the password on a sign-in page: scripts and pages of Exchange's folders, pages and sign-in scripts elsewhere. */
function signInOf(input: FileInput, magic: FileMagic, name: string, place: FilePlace): LogonAnalysis | undefined {
  if (magic !== 'text' && magic !== 'utf16') return undefined;
  const exchange = SIGN_IN_AREAS.has(place.area);
  const extension = fileExtension(name);
  const script = extension === '.js' || extension === '.htm' || extension === '.html';
  if (script ? !exchange && !SIGN_IN_NAME.test(name) : !isExecutableName(name)) return undefined;
  return analyseLogon(decodeText(input.bytes.subarray(0, MAX_FILE_BYTES)).text, extension, { exchange });
}

/** Areas whose genuine files are only for browsers. */
const STATIC_AREAS: ReadonlySet<FileArea> = new Set<FileArea>(['aspnet_client', 'owa-auth', 'ecp-auth']);

function settingsOf(
  input: FileInput,
  magic: FileMagic,
  name: string,
  area: FileArea,
): ConfigurationAnalysis | undefined {
  if (!/\.config$/i.test(name) || (magic !== 'text' && magic !== 'utf16')) return undefined;
  return analyseConfiguration(input.bytes.subarray(0, MAX_FILE_BYTES), { staticFolder: STATIC_AREAS.has(area) });
}

/** What a library does for its caller, or one that is hidden in a page. */
function libraryIn(input: FileInput, magic: FileMagic, page: boolean): AssemblyAnalysis | undefined {
  if (magic === 'pe') return analyseAssemblyFile(input.bytes);
  return page ? analyseEmbedded(decodeText(input.bytes.subarray(0, MAX_FILE_BYTES)).text) : undefined;
}

function pageFields(page: PageAnalysis): Record<string, string | undefined> {
  const worst = page.findings[0];
  if (worst === undefined || page.level === undefined) return {};
  return {
    pageLevel: page.level,
    pageKind: worst.kind,
    pageWhat: worst.what,
    pageWhy: worst.why,
    pageLines: worst.lines
      .slice(0, LINES)
      .map((l) => `${l.line}: ${l.text}`)
      .join(' | '),
    pageUnfinished: page.budgetReached ? 'true' : undefined,
  };
}

/** The program of a page and what it asks for, by which pages on several servers are compared. */
function bodyFields(input: FileInput, name: string): Record<string, string | undefined> {
  const body = pageBody(decodeText(input.bytes.subarray(0, MAX_FILE_BYTES)).text, fileExtension(name));
  return { bodySha256: body?.sha256, pageParameters: body?.parameters.join(' ') || undefined };
}

function instantOf(time: number | undefined): string | undefined {
  return time === undefined || !Number.isFinite(time) || Math.abs(time) > 8.64e15
    ? undefined
    : new Date(time).toISOString();
}

/** The fact about one file. Total: whatever the bytes, there is a fact. */
export function fileFact(
  input: FileInput,
  options: FileFactOptions = {},
): {
  readonly fact: FactEvent;
  readonly problems: readonly Problem[];
  readonly page?: PageAnalysis;
  readonly assembly?: AssemblyAnalysis;
  readonly configuration?: ConfigurationAnalysis;
  readonly logon?: LogonAnalysis;
} {
  const problems: Problem[] = [];
  const path = input.path.replace(/\//g, '\\');
  const name = fileName(path);
  const place = placeOf(path, options);
  const executable = isExecutableName(name);
  const magic = fileMagic(input.bytes, input.size);
  const state =
    options.knownGood?.accepts?.(path, input.sha256) === true
      ? 'known-hash'
      : knownGoodState({ place, sha256: input.sha256, executable, build: options.build }, options.knownGood);
  const web = WEB_AREAS.has(place.area);
  const cabinet = magic === 'cab' ? cabinetNames(input.bytes) : [];
  const content = wantsContent(name, place, input.size)
    ? contentFields(input, magic, wantsCode(name, place), problems)
    : {};
  const looked = wantsAnalysis(name, place) && state !== 'known-hash';
  const page = looked
    ? analysePageFile(input.bytes.subarray(0, MAX_FILE_BYTES), magic, fileExtension(name))
    : undefined;
  const assembly = state === 'known-hash' ? undefined : libraryIn(input, magic, looked);
  const configuration = state === 'known-hash' ? undefined : settingsOf(input, magic, name, place.area);
  const logon = state === 'known-hash' ? undefined : signInOf(input, magic, name, place);
  const program = magic === 'pe' ? peFields(input.bytes) : {};
  const genuine = (area: FileArea): readonly string[] => options.knownGood?.knownNames(area) ?? [];
  const resembled =
    executable &&
    (web || STAGING_AREAS.includes(place.area)) &&
    state !== 'known-hash' &&
    state !== 'known-name' &&
    state !== 'tampered'
      ? lookalikeOf(name, [
          ...new Set([...genuine(place.area), ...genuine('owa-auth'), ...genuine('ecp-auth'), ...IIS_NAMES]),
        ])
      : undefined;
  const fact = new FactEvent(
    { product: 'allclear', category: 'file' },
    {
      path,
      name,
      extension: fileExtension(name),
      directory: path.slice(0, Math.max(0, path.lastIndexOf('\\'))),
      size: input.size,
      sha256: input.sha256?.toLowerCase(),
      sha1: input.sha1?.toLowerCase(),
      md5: input.md5?.toLowerCase(),
      area: place.area,
      web: web ? 'true' : 'false',
      depth: place.depth,
      relativePath: place.relativePath,
      executable: executable ? 'true' : 'false',
      script: isScriptName(name) ? 'true' : undefined,
      knownGood: state,
      magic,
      lookalike: resembled,
      cabinetNames: cabinet.length > 0 ? cabinet.join('|').toLowerCase() : undefined,
      modified: instantOf(input.modified),
      ...program,
      ...content,
      ...(page === undefined ? {} : pageFields(page)),
      ...(page?.serverCode && executable ? bodyFields(input, name) : {}),
      ...configurationFields(configuration),
      ...logonFields(logon),
      ...assemblyFields(assembly, { certified: program.hasCertificate === 'true' }),
    },
    {},
    input.modified,
  );
  return {
    fact,
    problems,
    ...(page === undefined ? {} : { page }),
    ...(assembly === undefined ? {} : { assembly }),
    ...(configuration === undefined ? {} : { configuration }),
    ...(logon === undefined ? {} : { logon }),
  };
}
