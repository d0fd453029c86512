import type { BackgroundName } from '../background/index.js';
import type { PageDrop, ShellCommand } from '../intrusion/index.js';

/** Building blocks that scenarios share: addresses of the documentation ranges, paths, harmless command lines. */

export const SCRIPT_AGENT = 'python-requests/2.25.1';
export const BROWSER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.124 Safari/537.36';
export const NMAP_AGENT = 'Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)';

const CMD = 'C:\\Windows\\System32\\cmd.exe';
const WEB_ROOT = 'C:\\inetpub\\wwwroot';

export function exchangeFolder(drive: 'C' | 'D' | 'E' = 'C'): string {
  return `${drive}:\\Program Files\\Microsoft\\Exchange Server\\V15\\`;
}

/** A page and where it lies: below aspnet_client, owa/auth, ecp/auth or oab. */
export function pageAt(page: string, drive: 'C' | 'D' | 'E' = 'C'): { page: string; path: string } {
  const windows = page.replaceAll('/', '\\');
  const inExchange = /^\/(owa|ecp|oab)\//i.test(page);
  return { page, path: inExchange ? `${exchangeFolder(drive)}FrontEnd\\HttpProxy${windows}` : WEB_ROOT + windows };
}

/** `http://f/` and a script element whose body is broken on purpose and says that it is inert; base64. */
const INERT_URL =
  'aHR0cDovL2YvPHNjcmlwdCBsYW5ndWFnZT0iSlNjcmlwdCIgcnVuYXQ9InNlcnZlciI+LyogSU5FUlQ6IHN5bnRoZXRpYyBldmlkZW5jZSBvZiB0aGUgQWxsY2xlYXIgbGFiLCBicm9rZW4gb24gcHVycG9zZSAqLyBmdW5jdGlvbiBQYWdlX0xvYWQoKXsgZXZAbCggUmVxdWVzdF9bInRvd243Il0sICJpbmVydCIgOyA8L3NjcmlwdD4=';

export function oabDrop(page: string, drive: 'C' | 'D' | 'E' = 'C'): PageDrop {
  return { ...pageAt(page, drive), externalUrlBase64: INERT_URL };
}

/** A command that a shell runs through cmd.exe. */
export function command(after: number, text: string): ShellCommand {
  return { after, duration: 400, image: CMD, commandLineBase64: base64(`"cmd" /c ${text}`) };
}

/** Dumps the memory of lsass, as the wave of 2021 did it (the command line is stored encoded). */
export function lsassDump(after: number, path = 'C:\\Windows\\Temp\\lsass.dmp'): ShellCommand {
  return {
    after,
    duration: 3900,
    image: 'C:\\Windows\\System32\\rundll32.exe',
    commandLineBase64:
      'cnVuZGxsMzIgQzpcd2luZG93c1xzeXN0ZW0zMlxjb21zdmNzLmRsbCBNaW5pRHVtcCA2NTIgQzpcV2luZG93c1xUZW1wXGxzYXNzLmRtcCBmdWxs',
    drops: { path, content: 'minidump' },
  };
}

export function packs(after: number, path = 'C:\\ProgramData\\it.zip'): ShellCommand {
  return {
    after,
    duration: 6100,
    image: 'C:\\ProgramData\\7z.exe',
    commandLineBase64: base64(`C:\\ProgramData\\7z.exe a -tzip ${path} C:\\Windows\\Temp\\lsass.dmp`),
    drops: { path, content: 'archive' },
  };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Names of shells that were published, as sweepers ask for them. */
export const SWEPT_PAGES: readonly string[] = [
  '/aspnet_client/discover.aspx',
  '/aspnet_client/supp0rt.aspx',
  '/aspnet_client/shell.aspx',
  '/aspnet_client/help.aspx',
  '/aspnet_client/load.aspx',
  '/aspnet_client/system_web/web.aspx',
  '/owa/auth/OutlookEN.aspx',
  '/owa/auth/8Lw7tAhF9i1pJnRo.aspx',
  '/owa/auth/babydraco.aspx',
  '/owa/auth/RedirSuiteServerProxy.aspx',
  '/owa/auth/errorEE.aspx',
  '/ecp/auth/w3b.aspx',
];

/** Ordinary work of the clock: 2013, 2016 and 2019 as they stood before the updates of March 2021. */
export const BEFORE_MARCH_2021 = {
  '2013': ['2020-06-20T18:00:00Z', '15.0.1497.6'],
  '2016': ['2020-12-19T19:00:00Z', '15.1.2176.2'],
  '2019': ['2020-12-20T17:00:00Z', '15.2.792.3'],
} as const;
export const MARCH_2021 = { '2013': '15.0.1497.12', '2016': '15.1.2176.9', '2019': '15.2.792.10' } as const;
export const MARCH_UPDATE = 'Security Update for Exchange Server (KB5000871)';

/** Nobody from outside but the organisation's own people. */
export const QUIET: readonly BackgroundName[] = [
  'administrators',
  'agents',
  'healthProbes',
  'loadBalancer',
  'mailFlow',
  'people',
  'systemEvents',
  'products',
];
