/** Where on an Exchange server a file lies, from its Windows path alone; any drive, any case. */

export type FileArea =
  | 'aspnet_client'
  | 'owa-auth'
  | 'ecp-auth'
  | 'oab'
  | 'frontend'
  | 'clientaccess'
  | 'wwwroot'
  | 'other-web'
  | 'programdata'
  | 'temp'
  | 'public'
  | 'perflogs'
  | 'root'
  | 'system32'
  | 'exchange-bin'
  | 'other';

export interface FilePlace {
  readonly area: FileArea;
  /** Folders between the area's own folder and the file. */
  readonly depth: number;
  /** Below the Exchange install folder, where the file lies there; without a leading backslash. */
  readonly relativePath: string | undefined;
}

export interface PlaceOptions {
  /** e.g. `C:\Program Files\Microsoft\Exchange Server\V15\`; without it the default folder name and shape decide. */
  readonly exchangeInstallPath?: string;
  /** Folders that IIS serves, from applicationHost.config. */
  readonly webRoots?: readonly string[];
}

/** Areas from which IIS answers requests. */
export const WEB_AREAS: ReadonlySet<FileArea> = new Set<FileArea>([
  'aspnet_client',
  'owa-auth',
  'ecp-auth',
  'oab',
  'frontend',
  'clientaccess',
  'wwwroot',
  'other-web',
]);

/** Most specific first. Each pattern ends where the area's folder ends. */
const INSTALLED: readonly (readonly [RegExp, FileArea])[] = [
  [/^(frontend\\httpproxy|clientaccess)\\owa\\auth\\/, 'owa-auth'],
  [/^(frontend\\httpproxy|clientaccess)\\ecp\\auth\\/, 'ecp-auth'],
  [/^(frontend\\httpproxy|clientaccess)\\oab\\/, 'oab'],
  [/^frontend\\/, 'frontend'],
  [/^clientaccess\\/, 'clientaccess'],
  [/^bin\\/, 'exchange-bin'],
];
const WINDOWS: readonly (readonly [RegExp, FileArea])[] = [
  [/^[a-z]:\\inetpub\\wwwroot\\/, 'wwwroot'],
  [/^[a-z]:\\(programdata|users\\all users|documents and settings\\all users)\\/, 'programdata'],
  [/^[a-z]:\\(windows\\temp|temp|tmp)\\/, 'temp'],
  [/^[a-z]:\\users\\[^\\]+\\appdata\\local\\temp\\/, 'temp'],
  [/^[a-z]:\\users\\public\\/, 'public'],
  [/^[a-z]:\\perflogs\\/, 'perflogs'],
  [/^[a-z]:\\root\\/, 'root'],
  [/^[a-z]:\\windows\\(system32|syswow64)\\/, 'system32'],
];

const INSTALL_SHAPE =
  /\\(?:exchange server\\v1[45]|exchsrvr)\\|\\(?=(?:frontend\\httpproxy|clientaccess\\(?:owa|ecp|oab|exchweb|autodiscover|sync|mapi|rest|powershell-proxy|pushnotifications))\\)/;

function belowInstall(path: string, lower: string, install: string | undefined): string | undefined {
  if (install !== undefined && install !== '') {
    const root = `${install.replace(/\//g, '\\').replace(/\\+$/, '').toLowerCase()}\\`;
    if (lower.startsWith(root)) return path.slice(root.length);
  }
  const shape = INSTALL_SHAPE.exec(lower);
  return shape === null ? undefined : path.slice(shape.index + shape[0].length);
}

const depthOf = (rest: string): number => rest.split('\\').length - 1;

/**
 * Where on a server a file lies that has this Windows path (any case, either separator, `\\?\` allowed). `depth` counts
 * the folders below the area. Without the install path, Exchange is known by the shape of its folders. Total.
 */
export function placeOf(windowsPath: string, options: PlaceOptions = {}): FilePlace {
  const path = windowsPath.replace(/\//g, '\\').replace(/^\\\\[?.]\\/, '');
  const lower = path.toLowerCase();
  const relativePath = belowInstall(path, lower, options.exchangeInstallPath);
  const found = (area: FileArea, end: number, text = lower): FilePlace => ({
    area,
    depth: depthOf(text.slice(end)),
    relativePath,
  });

  const client = /\\aspnet_client\\/.exec(lower);
  if (client !== null) return found('aspnet_client', client.index + client[0].length);
  if (relativePath !== undefined) {
    const inside = relativePath.toLowerCase();
    for (const [pattern, area] of INSTALLED) {
      const match = pattern.exec(inside);
      if (match !== null) return found(area, match[0].length, inside);
    }
  }
  for (const [pattern, area] of WINDOWS.slice(0, 1)) {
    const match = pattern.exec(lower);
    if (match !== null) return found(area, match[0].length);
  }
  for (const root of options.webRoots ?? []) {
    const prefix = `${root.replace(/\//g, '\\').replace(/\\+$/, '').toLowerCase()}\\`;
    if (prefix.length > 3 && lower.startsWith(prefix)) return found('other-web', prefix.length);
  }
  for (const [pattern, area] of WINDOWS) {
    const match = pattern.exec(lower);
    if (match !== null) return found(area, match[0].length);
  }
  return { area: 'other', depth: depthOf(lower), relativePath };
}
