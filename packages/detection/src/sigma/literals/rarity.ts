/** Texts that stand in a good part of all lines. */
const EVERYWHERE: readonly string[] = [
  'mozilla/5.0',
  'applewebkit',
  'windows nt',
  'gecko',
  'chrome/',
  'safari/',
  'http/1.1',
  'https://',
  'http://',
  'post',
  'true',
  'false',
  'null',
  'none',
  '.com',
  '.local',
  'exchange',
  'outlook',
  'microsoft',
  'server',
  'mailbox',
  'default',
  'user=',
  'cmd=',
  'negotiate',
  'kerberos',
  '/owa/',
  '/ews/',
  '/mapi/',
  'healthmailbox',
  'error',
  'success',
  'system',
  'identity',
  'administrator',
];

/** Texts that ordinary Exchange and IIS logs hold often: better not what a filter looks for. */
const COMMON: readonly string[] = [
  '/microsoft-server-activesync/default.eas',
  '/autodiscover/autodiscover.xml',
  '/ews/exchange.asmx',
  '/mapi/emsmdb/',
  '/mapi/nspi/',
  '/rpc/rpcproxy.dll',
  '/owa/service.svc',
  '/owa/auth/logon.aspx',
  '/owa/auth/',
  '/ecp/default.aspx',
  '/ecp/',
  '/oab/',
  '/rpc/',
  '/api/',
  '/powershell/',
  'autodiscover',
  'powershell',
  'amprobe',
  'monitoring',
  'clientaccess',
  'frontend',
  'default.aspx',
  'logon.aspx',
  'logon',
  'index',
  '.aspx',
  '.asmx',
  '.json',
  '.svc',
  '.exe',
  '.dll',
  'head',
  'options',
  'rpc_in_data',
  'rpc_out_data',
  'email=',
  'exception',
  'windows',
  'system32',
  'c:\\windows\\system32\\',
  'program files',
];

/**
 * How telling a literal is for a prefilter: above 4 = good, below 1 = often there, below 0.4 = in every other line. Grows with what is left of
 * the text once the common words are taken away.
 */
export function rarity(text: string): number {
  if (text.length < 4) return text.length / 100;
  if (EVERYWHERE.some((common) => common.includes(text))) return 0.1 + Math.min(text.length, 40) / 200;
  if (COMMON.some((common) => common.includes(text))) return 0.5 + Math.min(text.length, 40) / 100;
  let rest = text;
  for (const common of [...COMMON, ...EVERYWHERE]) if (rest.includes(common)) rest = rest.replaceAll(common, '');
  const letters = rest.replace(/[^a-z0-9]/g, '').length;
  // Common words side by side are still rarer than each alone.
  return 1 + Math.min(letters, 12) * 0.75 + Math.min(text.length, 24) / 12;
}
