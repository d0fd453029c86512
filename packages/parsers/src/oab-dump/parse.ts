/**
 * The text that `Reset-*VirtualDirectory` writes before it re-creates a virtual directory: a property list, one
 * `label : value` a line, labels padded to one column, continuation lines indented. CVE-2021-27065 wrote it to a web
 * folder with script in a URL; after antivirus has taken the script out the list is still proof of what happened.
 * Source: published samples of March 2021, e.g. https://www.cisa.gov/news-events/analysis-reports/ar21-072a
 */

/** Such a list is about 2.3 KB. */
export const MAX_DUMP_CHARACTERS = 51_200;
const MAX_PROPERTIES = 200;
const MAX_VALUE = 4096;

/** Labels of a virtual directory object that ordinary text does not have at the beginning of a line before a colon. */
const LABELS: ReadonlySet<string> = new Set([
  'Name',
  'PollInterval',
  'OfflineAddressBooks',
  'RequireSSL',
  'BasicAuthentication',
  'WindowsAuthentication',
  'OAuthAuthentication',
  'DigestAuthentication',
  'FormsAuthentication',
  'MetabasePath',
  'Path',
  'ExtendedProtectionTokenChecking',
  'ExtendedProtectionFlags',
  'ExtendedProtectionSPNList',
  'AdminDisplayVersion',
  'Server',
  'InternalUrl',
  'InternalAuthenticationMethods',
  'ExternalUrl',
  'ExternalAuthenticationMethods',
  'AdminDisplayName',
  'ExchangeVersion',
  'DistinguishedName',
  'Identity',
  'Guid',
  'ObjectCategory',
  'ObjectClass',
  'WhenChanged',
  'WhenCreated',
  'WhenChangedUTC',
  'WhenCreatedUTC',
  'OrganizationId',
  'Id',
  'OriginatingServer',
  'IsValid',
  'AdminEnabled',
  'OwaOptionsEnabled',
  'WebSite',
  'DefaultDomain',
  'GzipLevel',
  'DisplayName',
  'VirtualDirectoryType',
  'LogonFormat',
]);
/** At least one must be there beside the count: they belong to no other kind of list. */
const DECISIVE: ReadonlySet<string> = new Set([
  'ExternalUrl',
  'InternalUrl',
  'MetabasePath',
  'OfflineAddressBooks',
  'ExtendedProtectionTokenChecking',
  'InternalAuthenticationMethods',
]);
const MIN_LABELS = 4;

export interface OabDump {
  readonly properties: ReadonlyMap<string, string>;
  /** The suspicious URL if one is, else ExternalUrl, else InternalUrl; may be empty. */
  readonly url: string;
  /** Host part of the URL is one letter, as the attack tools of 2021 wrote it. */
  readonly oneLetterHost: boolean;
  /** Script, tags or other code in a URL value. */
  readonly markup: boolean;
  readonly server: string | undefined;
  readonly guid: string | undefined;
  /** As written: format of the server's culture. */
  readonly whenChangedRaw: string | undefined;
  /** Milliseconds UTC; undefined where day and month cannot be told apart. */
  readonly whenChangedUtc: number | undefined;
  readonly build: string | undefined;
  readonly kind: 'oab' | 'other';
}

const ONE_LETTER = /^\s*https?:\/\/[a-z](?:[/:?#<]|$)/i;
const MARKUP = /<|%>|runat|\beval\b|script|request\s*[.[(]|fromcharcode|%3c/i;

function properties(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let label: string | undefined;
  for (const line of text.split('\n')) {
    const match = /^([A-Za-z][A-Za-z0-9]{1,47}) *: ?(.*)$/.exec(line.endsWith('\r') ? line.slice(0, -1) : line);
    const name = match?.[1];
    if (match !== null && name !== undefined && LABELS.has(name)) {
      label = name;
      if (found.size >= MAX_PROPERTIES) break;
      if (!found.has(name)) found.set(name, (match[2] ?? '').slice(0, MAX_VALUE));
    } else if (label !== undefined && line.trim() !== '') {
      // A value may run over several lines: code in a URL does.
      const value = found.get(label) ?? '';
      if (value.length < MAX_VALUE) found.set(label, `${value}\n${line.trim()}`.slice(0, MAX_VALUE));
    }
  }
  return found;
}

/** The list of a virtual directory in `text`, or undefined where there is none. */
export function parseOabDump(text: string): OabDump | undefined {
  if (text.length > MAX_DUMP_CHARACTERS) return undefined;
  const found = properties(text.startsWith('\ufeff') ? text.slice(1) : text);
  let decisive = 0;
  for (const name of found.keys()) if (DECISIVE.has(name)) decisive++;
  if (found.size < MIN_LABELS || decisive === 0) return undefined;
  const external = found.get('ExternalUrl') ?? '';
  const internal = found.get('InternalUrl') ?? '';
  const suspicious = (url: string): boolean => ONE_LETTER.test(url) || MARKUP.test(url);
  const url = suspicious(external) || !suspicious(internal) ? external || internal : internal;
  const raw = found.get('WhenChangedUTC') ?? undefined;
  return {
    properties: found,
    url: url.trim(),
    oneLetterHost: ONE_LETTER.test(external) || ONE_LETTER.test(internal),
    markup: MARKUP.test(external) || MARKUP.test(internal),
    server: found.get('Server')?.trim() || undefined,
    guid: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(found.get('Guid') ?? '')?.[0]?.toLowerCase(),
    whenChangedRaw: raw?.trim() || undefined,
    whenChangedUtc: raw === undefined ? undefined : parseCultureTime(raw.trim()),
    build: buildOf(found.get('AdminDisplayVersion')),
    kind:
      found.has('OfflineAddressBooks') || found.has('PollInterval') || /\bOAB\b/.test(found.get('Name') ?? '')
        ? 'oab'
        : 'other',
  };
}

/** `Version 15.1 (Build 2106.2)` -> `15.1.2106.2`: the cumulative update only. */
function buildOf(version: string | undefined): string | undefined {
  const match = /Version (\d+)\.(\d+) \(Build (\d+)\.(\d+)\)/.exec(version ?? '');
  return match === null ? undefined : match.slice(1, 5).map(Number).join('.');
}

/**
 * A date and time as PowerShell prints it in the server's culture, read as UTC: ISO, `d.M.yyyy`, and `/` or `-` forms
 * only where AM/PM, a day above 12 or equal numbers leave no doubt.
 */
export function parseCultureTime(text: string): number | undefined {
  const match =
    /^(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{1,4})\.?,? (\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, first = '', separator, second = '', third = '', hour = '', minute = '', seconds = '0', half] = match;
  let year: number;
  let month: number;
  let day: number;
  if (first.length === 4) [year, month, day] = [Number(first), Number(second), Number(third)];
  else {
    const a = Number(first);
    const b = Number(second);
    year = Number(third);
    if (separator === '.') [day, month] = [a, b];
    else if (half !== undefined || b > 12 || a === b) [month, day] = [a, b];
    else if (a > 12) [day, month] = [a, b];
    else return undefined;
  }
  let hours = Number(hour);
  if (half !== undefined) hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (hours > 23 || Number(minute) > 59 || Number(seconds) > 59) return undefined;
  const time = Date.UTC(year, month - 1, day, hours, Number(minute), Number(seconds));
  return new Date(time).getUTCDate() === day ? time : undefined;
}
