/**
 * Environment variables in configuration paths, with the values that Windows sets up. The drive of the real server
 * may differ (a rule should not insist on C:); the rest of these values is fixed by Windows.
 */
const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['systemdrive', 'C:'],
  ['homedrive', 'C:'],
  ['systemroot', 'C:\\Windows'],
  ['windir', 'C:\\Windows'],
  ['programfiles', 'C:\\Program Files'],
  ['programw6432', 'C:\\Program Files'],
  ['programfiles(x86)', 'C:\\Program Files (x86)'],
  ['commonprogramfiles', 'C:\\Program Files\\Common Files'],
  ['programdata', 'C:\\ProgramData'],
  ['allusersprofile', 'C:\\ProgramData'],
  ['public', 'C:\\Users\\Public'],
  ['temp', 'C:\\Windows\\Temp'],
  ['tmp', 'C:\\Windows\\Temp'],
  ['exchangeinstallpath', 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\'],
]);

/** A path as Windows would see it: variables filled in, one kind of separator, `.` and `..` resolved, device prefix gone. */
export function expandPath(path: string): string {
  let expanded = path.trim().replace(/%([^%\s]{1,40})%/g, (whole, name: string) => {
    return VARIABLES.get(name.toLowerCase()) ?? whole;
  });
  expanded = expanded
    .replace(/\//g, '\\')
    .replace(/^\\\\[?.]\\(?!UNC\\)/i, '')
    .replace(/^\\\\[?.]\\UNC\\/i, '\\\\');
  const unc = expanded.startsWith('\\\\');
  const parts: string[] = [];
  for (const part of expanded.split('\\')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.length > 1) parts.pop();
    } else parts.push(part);
  }
  const drive = /^[a-z]:$/i.test(parts[0] ?? '') && parts.length === 1 ? '\\' : '';
  // `All Users` is a link to ProgramData on every Windows since Vista.
  const joined = (unc ? '\\\\' : '') + parts.join('\\') + drive;
  return joined.replace(
    /^([a-z]:)\\(?:Users\\All Users|Documents and Settings\\All Users)(?=\\|$)/i,
    '$1\\ProgramData',
  );
}
