/**
 * What settings of IIS and ASP.NET make executable. Sources: the IIS configuration reference
 * (https://learn.microsoft.com/iis/configuration/system.webserver/handlers/ and …/security/requestfiltering/) and the
 * reference of `<buildProviders>` and `<httpHandlers>` of ASP.NET.
 */

/** Classes that compile what they are given and run it. */
const PAGE_ENGINE =
  /^System\.Web\.(?:UI\.(?:PageHandlerFactory|SimpleHandlerFactory)|Services\.Protocols\.WebServiceHandlerFactory|Script\.Services\.ScriptHandlerFactory)$/i;
const PAGE_BUILDER =
  /^System\.Web\.(?:Compilation\.(?:Page|UserControl|MasterPage|WebHandler|WebService)BuildProvider|WebPages\.Razor\.RazorBuildProvider)$/i;
/** Native engines that run the text of a file. */
const SCRIPT_ENGINE = /(?:^|[\\/])(?:asp|aspnet_isapi|webengine\d?|php[\w-]*isapi|php-cgi|perlis)\.(?:dll|exe)$/i;
/** Programs that run commands; as a handler they run what the caller sends. */
const SHELL = /(?:^|[\\/])(?:cmd|powershell|pwsh|cscript|wscript|mshta|rundll32|regsvr32|bash|certutil)\.exe$/i;

/** Files that only carry data; nobody maps them to an engine by mistake. */
const DATA =
  /^(?:jpe?g|png|gif|bmp|ico|webp|svg|css|js|json|txt|log|dat|bak|pdf|zip|rar|7z|gz|doc|docx|xls|xlsx|woff2?|ttf|eot|mp3|mp4|map|md|csv|ini|tmp)$/i;
const PAGES = /^(?:aspx|ashx|asmx|asax|ascx|master|svc|soap|rem|axd|asp|asa|cer|cdx|cshtml|vbhtml|xamlx|php)$/i;

export type Extension = 'configuration' | 'data' | 'markup' | 'page' | 'other';

/** `*.jpg`, `web.config`, `.txt` -> what such files are; undefined where the path names no extension. */
export function extensionOf(path: string): Extension | undefined {
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(path.trim())?.[1];
  if (extension === undefined) return undefined;
  if (/^config$/i.test(extension)) return 'configuration';
  if (DATA.test(extension)) return 'data';
  if (/^(?:html?|xml|xhtml|shtml?)$/i.test(extension)) return 'markup';
  return PAGES.test(extension) ? 'page' : 'other';
}

export type Engine = 'pages' | 'shell';

/** What runs a file by this handler: its `type`, its `scriptProcessor`. */
export function engineOf(type: string | undefined, processor: string | undefined): Engine | undefined {
  const name = className(type);
  if (PAGE_ENGINE.test(name) || PAGE_BUILDER.test(name)) return 'pages';
  // FastCGI: `program|arguments`.
  const program = (processor ?? '').split('|')[0]?.trim().replaceAll('"', '') ?? '';
  if (SHELL.test(program)) return 'shell';
  return SCRIPT_ENGINE.test(program) ? 'pages' : undefined;
}

export const className = (type: string | undefined): string => (type?.split(',')[0] ?? '').trim();

/** Types that are never configured, but with which serialised data runs programs when something creates them. */
export const GADGET =
  /(?:^|[\s"'=;])System\.(?:Windows\.Data\.ObjectDataProvider|Windows\.Markup\.XamlReader|Diagnostics\.Process\s*,|Configuration\.Install\.AssemblyInstaller|Activities\.Presentation\.WorkflowDesigner)/i;
