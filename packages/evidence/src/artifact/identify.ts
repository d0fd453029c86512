import {
  type FileMagic,
  fileExtension,
  fileMagic,
  fileName,
  isExecutableName,
  isRegExport,
  placeOf,
  WEB_AREAS,
} from '@allclear/parsers';
import { exchangeInstallPath } from '../layout/index.js';
import { isDropPlace } from './drop-place.js';
import { logByContent, logByPath } from './log-kind.js';
import type { ArtifactId } from './table.js';

/**
 * Which artifact a file is; undefined for what is no evidence to this program.
 * `path`: the Windows path where it is known, else the path in the evidence. `head`: the first bytes (64 KB suffice).
 *
 * Content decides before the name, with one exception: what the web server would run is a web file even if it begins
 * like a log, because an intruder may write that beginning.
 */
export function identify(path: string, head: Uint8Array, size: number | undefined): ArtifactId | undefined {
  const file = describe(path, head, size);
  return (
    byServer(file) ?? (file.inWebFolder ? 'web-file' : undefined) ?? byContent(file) ?? byName(file) ?? byPlace(file)
  );
}

interface Described {
  readonly lower: string;
  readonly name: string;
  readonly head: Uint8Array;
  readonly magic: FileMagic;
  readonly inWebFolder: boolean;
}

function describe(path: string, head: Uint8Array, size: number | undefined): Described {
  const windows = path.replaceAll('/', '\\');
  const lower = (/^([A-Za-z]:|\\)/.test(windows) ? windows : `\\${windows}`).toLowerCase();
  return {
    lower,
    name: fileName(lower),
    head,
    magic: fileMagic(head, size ?? head.length),
    inWebFolder: WEB_AREAS.has(placeOf(lower).area),
  };
}

/** Windows' own copies of its components: thousands of files, never the ones in use. */
const COMPONENT_STORE = /\\windows\\(winsxs|servicing|softwaredistribution)\\/;
/** Extensions the server runs only where somebody mapped them; elsewhere they are ordinary files (certificates). */
const ORDINARY_ELSEWHERE = new Set(['.cer', '.cdx', '.rem', '.stm', '.shtm', '.shtml', '.xamlx']);

/** What the web server reads or runs: configuration, compiled pages, pages. */
function byServer({ lower, name, inWebFolder }: Described): ArtifactId | undefined {
  if (COMPONENT_STORE.test(lower)) return undefined;
  if (lower.includes('\\temporary asp.net files\\') || /^app_web_[^\\]*\.dll$|\.[0-9a-f]{1,8}\.compiled$/.test(name))
    return 'compiled-page';
  if (
    /\\inetpub\\history\\cfghistory_|\\inetpub\\temp\\apppools\\/.test(lower) &&
    /\.(config|xml)(\.base)?$/.test(name)
  )
    return 'iis-config-history';
  if (name.endsWith('web.config') || name.endsWith('sharedwebconfig.config')) return 'web-config';
  if (!isExecutableName(name)) return undefined;
  return inWebFolder || !ORDINARY_ELSEWHERE.has(fileExtension(name)) ? 'web-file' : undefined;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const EVENT_LOG = ascii('ElfFile\0');
const MFT_RECORD = ascii('FILE');
const PREFETCH = ascii('SCCA');
const COMPRESSED_PREFETCH = ascii('MAM\x04');
const begins = (head: Uint8Array, signature: Uint8Array): boolean => signature.every((byte, i) => head[i] === byte);

/** `SYSTEM.LOG1`, and names that tools give to copies: `SYSTEM.LOG1_old`. */
const REGISTRY_LOG = /\.log[12]?(?:[^\\a-z0-9].*)?$/;
const TASK = /<Task\s[^>]*schemas\.microsoft\.com\/windows\/2004\/02\/mit\/task/i;
const APPLICATION_HOST = /<system\.applicationHost[\s>]/i;
const CONFIGURATION = /<configuration[\s>]/i;
const TEXT_BYTES = 64 * 1024;

function byContent(file: Described): ArtifactId | undefined {
  const { head, lower, name, magic } = file;
  if (begins(head, EVENT_LOG)) return 'evtx';
  if (magic === 'registry') {
    if (isDropPlace(lower, magic)) return 'interesting-file';
    return REGISTRY_LOG.test(name) ? 'registry-log' : 'registry-hive';
  }
  if (begins(head, MFT_RECORD) && (name.includes('mft') || isFileRecord(head))) return 'mft';
  if (name.endsWith('.pf') && (begins(head.subarray(4), PREFETCH) || begins(head, COMPRESSED_PREFETCH)))
    return 'prefetch';
  if (isVelociraptorMetadata(file)) return 'velociraptor-metadata';
  if (magic !== 'text' && magic !== 'utf16' && magic !== 'binary') return undefined;
  if (isRegExport(head)) return 'registry-export';
  const log = logByContent(head, lower);
  if (log !== undefined) return log;
  if (!isMarkup(head)) return undefined;
  const text = decodeHead(head);
  if (TASK.test(text)) return 'scheduled-task';
  // In real files the section stands behind a hundred lines of section declarations and encryption providers.
  if (CONFIGURATION.test(text) && APPLICATION_HOST.test(text)) return 'application-host-config';
  return undefined;
}

/** Header of a FILE record: where its protection lies, and its size. Whatever the file is called. */
function isFileRecord(head: Uint8Array): boolean {
  const at = (head[4] ?? 0) | ((head[5] ?? 0) << 8);
  const size = (head[28] ?? 0) | ((head[29] ?? 0) << 8);
  return (at === 42 || at === 48) && (size === 1024 || size === 4096);
}

function isVelociraptorMetadata({ lower, name, head }: Described): boolean {
  const named = name === 'client_info.json' || name === 'collection_context.json' || name === 'metadata.json';
  const isWindowsPath = /^[a-z]:\\/.test(lower);
  return named && !isWindowsPath && (head.length === 0 || /^\s*[[{]/.test(decodeHead(head.subarray(0, 64))));
}

/** The first character that is not a mark or a blank opens a tag. */
function isMarkup(head: Uint8Array): boolean {
  return /^[\s\0]*</.test(decodeHead(head.subarray(0, 64)));
}

function decodeHead(head: Uint8Array): string {
  const part = head.subarray(0, TEXT_BYTES);
  if (part[0] === 0xff && part[1] === 0xfe) return new TextDecoder('utf-16le').decode(part);
  if (part[0] === 0xfe && part[1] === 0xff) return new TextDecoder('utf-16be').decode(part);
  return new TextDecoder().decode(part);
}

/** Files of Exchange whose version resource tells its build. */
const EXCHANGE_BINARIES = new Set([
  'exsetup.exe',
  'edgetransport.exe',
  'msexchangetransport.exe',
  'msexchangefrontendtransport.exe',
  'microsoft.exchange.store.worker.exe',
  'microsoft.exchange.diagnostics.service.exe',
]);

const BY_NAME: readonly (readonly [RegExp, ArtifactId])[] = [
  [/\\applicationhost\.config$/, 'application-host-config'],
  [/\\agents\.config$/, 'agents-config'],
  [/\\windows\\system32\\tasks(_migrated)?\\/, 'scheduled-task'],
  [/\.wer$/, 'wer-report'],
  [/\\objects\.data$/, 'wmi-repository'],
  [/\\consolehost_history\.txt$/, 'powershell-history'],
  [/\\(msert|mrt)\.log$|\\eomtsummary\.txt$|\\exchangemitigation[^\\]*\.log$/, 'tool-log'],
  [/\.evtx$/, 'evtx'],
  [/\\\$mft$/, 'mft'],
  [/\.pf$/, 'prefetch'],
  [/\\\$usnjrnl(:|%3a)\$j$|\\\$(usnjrnl_)?\$?j$|\\usnjrnl[^\\]*\$?j(\.bin)?$/, 'usn-journal'],
];

function byName({ lower, name, magic }: Described): ArtifactId | undefined {
  if (COMPONENT_STORE.test(lower)) return undefined;
  const log = logByPath(lower);
  if (log !== undefined) return log;
  if (EXCHANGE_BINARIES.has(name) && (magic === 'pe' || magic === 'binary')) return 'exchange-binary';
  return BY_NAME.find(([pattern]) => pattern.test(lower))?.[1];
}

/** Programs and libraries that do not belong where Exchange loads them from. */
const PLANTED_LIBRARY =
  /\\(bin\\(version|owaauth)|transportroles\\agents\\.*[^\\]*)\.dll$|\\microsoft\.exchange\.data\.transport\.ni\.dll$/;

function byPlace({ lower, magic }: Described): ArtifactId | undefined {
  if (isDropPlace(lower, magic)) return 'interesting-file';
  if (PLANTED_LIBRARY.test(lower) && exchangeInstallPath(lower) !== undefined) return 'interesting-file';
  return undefined;
}
