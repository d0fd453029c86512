/**
 * The number in `<page>.<hash>.compiled`: ASP.NET's hash of the page's application-relative folder. It tells in which
 * folder a page lay that is not there any more.
 */

/**
 * ASP.NET's StringUtil.GetStringHashCode over UTF-16 text, two interleaved 32-bit lanes of two characters each;
 * hexadecimal without leading zeros.
 */
export function aspnetStringHash(text: string): string {
  const unit = (i: number): number => (i < text.length ? text.charCodeAt(i) : 0);
  const word = (i: number): number => unit(i) | (unit(i + 1) << 16);
  const seed = (5381 << 16) + 5381;
  let h1 = seed;
  let h2 = seed;
  for (let i = 0; i < text.length; i += 4) {
    h1 = (((h1 << 5) + h1 + (h1 >> 27)) ^ word(i)) | 0;
    if (text.length - i <= 2) break;
    h2 = (((h2 << 5) + h2 + (h2 >> 27)) ^ word(i + 2)) | 0;
  }
  return ((h1 + Math.imul(h2, 1566083941)) >>> 0).toString(16);
}

/** Hash of a folder such as `~/auth`; case does not matter. */
export function directoryHash(directory: string): string {
  return aspnetStringHash(directory.toLowerCase());
}

/** Folders of an Exchange server's web applications in which pages, genuine or not, have been seen. */
export const KNOWN_DIRECTORIES: readonly string[] = [
  '~',
  '~/auth',
  '~/auth/current',
  '~/auth/current/themes',
  '~/auth/current/themes/resources',
  '~/auth/current/scripts',
  '~/auth/current/scripts/premium',
  '~/current',
  '~/current/exporttool',
  '~/current/scripts',
  '~/current/themes',
  '~/aspnet_client',
  '~/aspnet_client/system_web',
  '~/aspnet_client/system_web/4_0_30319',
  '~/aspnet_client/system_web/2_0_50727',
  '~/owa',
  '~/owa/auth',
  '~/owa/auth/current',
  '~/ecp',
  '~/ecp/auth',
  '~/oab',
  '~/forms',
  '~/forms/basic',
  '~/forms/premium',
  '~/support',
  '~/scripts',
  '~/images',
  '~/bin',
  '~/themes',
];

const BY_HASH: ReadonlyMap<string, string> = new Map(KNOWN_DIRECTORIES.map((path) => [directoryHash(path), path]));

/** The folder that a hash stands for, among the known ones and `more`; undefined where none fits. */
export function directoryOfHash(hash: string, more: readonly string[] = []): string | undefined {
  const wanted = hash.toLowerCase().replace(/^0+(?=.)/, '');
  return BY_HASH.get(wanted) ?? more.find((path) => directoryHash(path) === wanted)?.toLowerCase();
}

export interface CompiledName {
  /** Lower case, e.g. `logon.aspx`. */
  readonly page: string;
  readonly hash: string;
  readonly directory: string | undefined;
}

/** Reads `logon.aspx.f5dba9b9.compiled`; undefined for other names. */
export function parseCompiledName(name: string, more: readonly string[] = []): CompiledName | undefined {
  const match = /^(.{1,200})\.([0-9a-f]{1,8})\.compiled$/i.exec(name);
  const page = match?.[1];
  const hash = match?.[2];
  if (page === undefined || hash === undefined) return undefined;
  return { page: page.toLowerCase(), hash: hash.toLowerCase(), directory: directoryOfHash(hash, more) };
}
