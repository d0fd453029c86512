/** File names and what IIS does with them. */

/** Extensions that IIS with ASP.NET (or another engine) runs instead of sending; `.config` configures and can run code. */
const EXECUTABLE: ReadonlySet<string> = new Set([
  '.aspx',
  '.asp',
  '.asmx',
  '.ashx',
  '.asax',
  '.ascx',
  '.asa',
  '.cer',
  '.cdx',
  '.svc',
  '.soap',
  '.rem',
  '.master',
  '.cshtml',
  '.vbhtml',
  '.xamlx',
  '.php',
  '.php5',
  '.phtml',
  '.jsp',
  '.jspx',
  '.cfm',
  '.shtml',
  '.shtm',
  '.stm',
]);

const SCRIPTS: ReadonlySet<string> = new Set([
  '.ps1',
  '.psm1',
  '.psd1',
  '.bat',
  '.cmd',
  '.vbs',
  '.vbe',
  '.wsf',
  '.hta',
  '.js',
  '.jse',
  '.py',
]);

/** Web files that are not run but read: worth searching, because pages include them or they say what IIS shall do. */
const WEB_TEXT: ReadonlySet<string> = new Set([
  '.config',
  '.htm',
  '.html',
  '.txt',
  '.inc',
  '.xml',
  '.xsl',
  '.xslt',
  '.css',
  '.log',
]);

/**
 * The file's name as Windows opens it: trailing dots and blanks do not count, and an alternate data stream
 * (`x.aspx::$DATA`) is the file itself.
 */
export function fileName(windowsPath: string): string {
  const path = windowsPath.replace(/\//g, '\\');
  const name = path.slice(path.lastIndexOf('\\') + 1);
  return name.replace(/:[^:]*(:\$DATA)?$/i, '').replace(/[. ]+$/, '') || name;
}

/** With the dot, lower case; empty where there is none. */
export function fileExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot).toLowerCase();
}

/**
 * True where the server runs the file. A name such as `x.aspx.jpg` is not run; `x.jpg.aspx` is, and the semicolon form
 * `x.asp;.jpg` was by IIS 6.
 */
export function isExecutableName(name: string): boolean {
  return EXECUTABLE.has(fileExtension(name)) || /\.(asp|asa|cer|cdx);/i.test(name);
}
export const isScriptName = (name: string): boolean => SCRIPTS.has(fileExtension(name));
export const isWebTextName = (name: string): boolean => WEB_TEXT.has(fileExtension(name));
