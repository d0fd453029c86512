/** One written indicator -> its type and its plain value. */

export type ListedType =
  | 'ipv4'
  | 'ipv6'
  | 'cidr'
  | 'domain'
  | 'url'
  | 'md5'
  | 'sha1'
  | 'sha256'
  | 'file-path'
  | 'filename'
  | 'user-agent';

export interface ListedValue {
  readonly type: ListedType;
  readonly value: string;
}

/** Longer values are no indicators. */
export const MAX_INDICATOR_LENGTH = 2048;

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const IPV4_PORT = new RegExp(`^(${OCTET}(?:\\.${OCTET}){3}):\\d{1,5}$`);
const CIDR = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}/(?:3[0-2]|[12]?\\d)$`);
const IPV6 = /^(?=.*:.*:)[0-9a-f:]{2,39}(?:\.\d{1,3}){0,3}$/i;
const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})$/i;
const URL_FORM = /^(?:https?|ftp):\/\/[^\s"'<>]{3,}$/i;
const PATH = /^(?:[a-z]:\\|\\\\|%[a-z()]+%\\|\\[^\\]+\\)[^<>"|*?\r\n]+$/i;
/** Endings of files that are no top-level domains anybody lists; `.com`, `.zip` and the like stay domains. */
const FILE_NAME =
  /^[^\\/:*?"<>|\s][^\\/:*?"<>|]{0,200}\.(?:as[pmh]x|asp|ashx|config|dll|exe|ps1|psm1|bat|cmd|vbs|vbe|js|jse|hta|txt|log|dmp|dat|bin|tmp|php|jsp|jspx|soap|7z|rar|cab|gz|lnk|doc[xm]?|xls[xm]?|pst|xml|json|ini|sys|scr|msi)$/i;

/** `hxxp`, `[.]`, `(.)`, `[dot]`, `[:]`: written so that nobody clicks on it. */
export function refang(text: string): string {
  return unquoted(text.trim())
    .replace(/^hxxp/i, 'http')
    .replace(/\[\.\]|\(\.\)|\[dot\]|\(dot\)|\{\.\}/gi, '.')
    .replace(/\[:\]/g, ':')
    .replace(/\[:\/\/\]/g, '://')
    .replace(/\[@\]|\[at\]/gi, '@');
}

/** Without quotation marks around it, and without what separates it from the next; one pass, whatever the text. */
function unquoted(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && `"'\``.includes(text.charAt(from))) from++;
  while (to > from && `"'\`,;`.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

/** What the text is by its form alone; undefined where it is no indicator. */
export function indicatorOf(written: string): ListedValue | undefined {
  if (written.length > MAX_INDICATOR_LENGTH) return undefined;
  const text = refang(written);
  if (text === '') return undefined;
  if (/^[0-9a-f]+$/i.test(text)) {
    const type = HASHES.get(text.length);
    return type === undefined ? undefined : { type, value: text.toLowerCase() };
  }
  if (IPV4.test(text)) return publicAddress(text) ? { type: 'ipv4', value: text } : undefined;
  const withPort = IPV4_PORT.exec(text)?.[1];
  if (withPort !== undefined) return publicAddress(withPort) ? { type: 'ipv4', value: withPort } : undefined;
  if (CIDR.test(text)) return { type: 'cidr', value: text };
  if (IPV6.test(text)) return isAddress6(text) ? { type: 'ipv6', value: text.toLowerCase() } : undefined;
  if (URL_FORM.test(text)) return { type: 'url', value: text };
  if (PATH.test(text)) return { type: 'file-path', value: text };
  if (FILE_NAME.test(text)) return { type: 'filename', value: text };
  if (DOMAIN.test(text)) return { type: 'domain', value: text.toLowerCase() };
  return undefined;
}

const HASHES: ReadonlyMap<number, ListedType> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
]);

/** This machine, nobody, everybody: lists hold them by mistake, and every log is full of them. */
function publicAddress(address: string): boolean {
  return !/^(?:0\.|127\.|255\.255\.255\.255$)/.test(address);
}

function isAddress6(text: string): boolean {
  if (/:::|::.*::/.test(text) || /^::1?$/.test(text)) return false;
  const groups = text.split(':').filter((g) => g !== '');
  return groups.every((g) => g.length <= 4 || g.includes('.')) && (text.includes('::') || groups.length === 8);
}
