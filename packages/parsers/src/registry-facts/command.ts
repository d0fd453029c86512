/** What a command line of an autostart place starts, from its text alone. */
import { placeOf, WEB_AREAS } from '../web-file/index.js';

export type CommandPlace =
  | 'system' // System32, SysWOW64, and programs named without a folder
  | 'windows' // below C:\Windows otherwise
  | 'windows-top' // directly in C:\Windows
  | 'program-files'
  | 'exchange'
  | 'web'
  | 'temp'
  | 'public'
  | 'perflogs'
  | 'recycler'
  | 'programdata'
  | 'programdata-top' // directly in C:\ProgramData
  | 'profile' // below a user's folder
  | 'drive-top'
  | 'network'
  | 'other';

export interface Command {
  /** As it stands there, cut to MAX_COMMAND characters. */
  readonly command: string;
  /** Full path where it is told, with the usual variables filled in. */
  readonly image: string;
  readonly arguments: string;
  /** Name without extension, lower case, of a program that runs what its arguments name: cmd, powershell, rundll32 … */
  readonly launcher: string | undefined;
  /** What a launcher is given to run: the first path in its arguments. */
  readonly target: string | undefined;
  /** Of the target, or else of the image. */
  readonly place: CommandPlace;
}

export const MAX_COMMAND = 4096;

const LAUNCHERS = new Set([
  'cmd',
  'powershell',
  'pwsh',
  'wscript',
  'cscript',
  'mshta',
  'rundll32',
  'regsvr32',
  'msiexec',
  'installutil',
  'regasm',
  'regsvcs',
  'msbuild',
  'wmic',
  'certutil',
  'bitsadmin',
  'forfiles',
  'conhost',
  'hh',
  'odbcconf',
  'java',
  'javaw',
  'python',
  'pythonw',
  'perl',
  'php',
  'nssm',
  'srvany',
]);

const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/^\\\?\?\\/, ''],
  [/^\\\\\?\\(?!unc\\)/i, ''],
  [/^\\?(?:%systemroot%|%windir%|systemroot)(?=\\)/i, 'C:\\Windows'],
  [/^\\?system32\\/i, 'C:\\Windows\\System32\\'],
  [/^%(?:programfiles|programw6432|commonprogramfiles)%(?=\\)/i, 'C:\\Program Files'],
  [/^%(?:programfiles|commonprogramfiles)\(x86\)%(?=\\)/i, 'C:\\Program Files (x86)'],
  [/^%(?:programdata|allusersprofile)%(?=\\)/i, 'C:\\ProgramData'],
  [/^%(?:temp|tmp)%(?=\\)/i, 'C:\\Windows\\Temp'],
  [/^%public%(?=\\)/i, 'C:\\Users\\Public'],
  [/^%(?:userprofile|homepath)%(?=\\)/i, 'C:\\Users\\?'],
  [/^%appdata%(?=\\)/i, 'C:\\Users\\?\\AppData\\Roaming'],
  [/^%localappdata%(?=\\)/i, 'C:\\Users\\?\\AppData\\Local'],
  [/^%(?:systemdrive|homedrive)%(?=\\)/i, 'C:'],
];

/** A path with the variables of Windows filled in as they stand on nearly every server. */
export function expandPath(path: string): string {
  let text = path.trim();
  for (const [pattern, value] of VARIABLES) text = text.replace(pattern, value);
  return text;
}

const EXTENSION =
  /\.(?:exe|com|sys|dll|ocx|cpl|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|py|pl|php|aspx?)(?=["\s,]|$)/i;

/** Total; texts without any sense give an image that is the text. */
export function parseCommand(text: string): Command {
  const command = text.slice(0, MAX_COMMAND);
  const { image, rest } = split(command);
  const full = expandPath(image);
  const name = (full.split('\\').at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
  const launcher = LAUNCHERS.has(name) ? name : undefined;
  const target = launcher === undefined ? undefined : targetOf(rest);
  return { command, image: full, arguments: rest, launcher, target, place: commandPlace(target ?? full) };
}

function split(command: string): { readonly image: string; readonly rest: string } {
  const text = command.trim().replace(/^("?)%comspec%/i, '$1C:\\Windows\\System32\\cmd.exe');
  if (text.startsWith('"')) {
    const end = text.indexOf('"', 1);
    if (end > 0) return { image: text.slice(1, end), rest: text.slice(end + 1).trim() };
    return { image: text.slice(1), rest: '' };
  }
  // Paths with blanks stand there without quotes, too: the first known extension ends the path.
  const extension = EXTENSION.exec(text);
  const blank = text.search(/\s/);
  const isPath = /^(?:[a-z]:|\\|%)/i.test(text);
  if (extension && (isPath || blank < 0 || extension.index < blank)) {
    const end = extension.index + extension[0].length;
    return { image: text.slice(0, end), rest: text.slice(end).trim() };
  }
  return blank < 0 ? { image: text, rest: '' } : { image: text.slice(0, blank), rest: text.slice(blank).trim() };
}

const PATH = /(?:[a-z]:\\|\\\\[a-z0-9]|%[a-z()0-9]+%\\)[^"'<>|*?\r\n]*/i;

/** The first path among arguments, up to its extension; rundll32 ends it with a comma. */
function targetOf(rest: string): string | undefined {
  const path = PATH.exec(rest)?.[0];
  if (path === undefined) return undefined;
  const extension = EXTENSION.exec(path);
  const end = extension ? extension.index + extension[0].length : path.search(/[\s,;)]|$/);
  return expandPath(path.slice(0, end));
}

/** Of a path with or without variables; programs named without a folder count as `system`. */
export function commandPlace(path: string): CommandPlace {
  const lower = expandPath(path).toLowerCase().replaceAll('/', '\\');
  if (/^\\\\[^?.\\]/.test(lower)) return 'network';
  if (!/^[a-z]:\\/.test(lower)) return lower.includes('\\') ? 'other' : 'system';
  const { area, depth } = placeOf(lower);
  if (WEB_AREAS.has(area)) return 'web';
  if (area === 'exchange-bin') return 'exchange';
  if (area === 'temp' || area === 'public' || area === 'perflogs') return area;
  if (area === 'programdata') return depth === 0 ? 'programdata-top' : 'programdata';
  if (/^[a-z]:\\(?:\$recycle\.bin|recycler)\\/.test(lower)) return 'recycler';
  if (area === 'system32') return 'system';
  if (/^[a-z]:\\windows\\/.test(lower)) return /^[a-z]:\\windows\\[^\\]+$/.test(lower) ? 'windows-top' : 'windows';
  if (/^[a-z]:\\program files(?: \(x86\))?\\/.test(lower)) return 'program-files';
  if (/^[a-z]:\\(?:users|documents and settings)\\/.test(lower)) return 'profile';
  return /^[a-z]:\\[^\\]+$/.test(lower) ? 'drive-top' : 'other';
}
