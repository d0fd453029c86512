/** What the paths of files tell of evidence that is not there: statistics over all files of a kind do not show it. */
import type { Coverage } from '@allclear/model';
import { count, list } from './phrases.js';

/** The site behind the front door, by the number that Exchange's setup gives it. Nobody outside talks to it. */
const INNER_SITE = 'w3svc2';
/** Folders of the front end's own log through which the holes were used. */
const FRONT_END = ['Ecp', 'Owa'];

/** Plain sentences; `from` and `until` are instants. */
export function missingLogFiles(id: string, coverage: Coverage, from: string, until: string): string[] {
  const paths = coverage.files.filter((f) => f.artifact === id).map((f) => f.file.replaceAll('\\', '/'));
  if (id === 'iis-log') return missingSites(paths, from.slice(0, 10), until.slice(0, 10));
  if (id === 'exchange-httpproxy') return missingProtocols(paths);
  return [];
}

/** Where the web shells of all waves were dropped, and the plain name of it. */
const WEB_FOLDERS = [
  [/\/frontend\/httpproxy\//i, 'FrontEnd\\HttpProxy of Exchange'],
  [/\/wwwroot\//i, 'inetpub\\wwwroot'],
] as const;

/** Web folders that were not collected although others were. */
export function missingWebFolders(coverage: Coverage): string[] {
  const paths = coverage.files
    .filter((f) => f.artifact === 'web-file' || f.artifact === 'web-config')
    .map((f) => `/${f.file.replaceAll('\\', '/')}`);
  if (paths.length === 0) return [];
  const lost = WEB_FOLDERS.filter(([pattern]) => !paths.some((path) => pattern.test(path))).map(([, name]) => name);
  return lost.length === 0
    ? []
    : [`Of the web folders ${list(lost)} ${lost.length === 1 ? 'was' : 'were'} not collected`];
}

function missingSites(paths: readonly string[], from: string, until: string): string[] {
  const days = new Map<string, Set<string>>();
  for (const path of paths) {
    const [, site, date] = /\/(w3svc\d+)\/u_ex(\d{6})(?:_x)?\.log(?:\.gz)?$/i.exec(path) ?? [];
    if (site === undefined || date === undefined) continue;
    const known = days.get(site.toLowerCase()) ?? new Set();
    known.add(`20${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4)}`);
    days.set(site.toLowerCase(), known);
  }
  // Logs without such folders and names tell nothing.
  if (days.size === 0) return [];
  const outer = [...days].filter(([site]) => site !== INNER_SITE).sort((a, b) => b[1].size - a[1].size)[0];
  if (!outer)
    return [
      'The web server logs are those of the inner site only (W3SVC2); those of the site that visitors reach (W3SVC1) are missing',
    ];
  const [site, dates] = outer;
  const lost = daysBetween([...dates].sort()).filter((d) => !dates.has(d) && d >= from && d <= until);
  return lost.length === 0
    ? []
    : [
        `The web server logs lack the files of ${count(lost.length, 'day')} (${site.toUpperCase()}: ${list(lost)}), while days before and after are there`,
      ];
}

const DAY = 86_400_000;
/** More days than any evidence holds. */
const MOST_DAYS = 20_000;

function daysBetween(sorted: readonly string[]): string[] {
  const begin = Date.parse(sorted[0] ?? '');
  const end = Date.parse(sorted.at(-1) ?? '');
  if (Number.isNaN(begin) || Number.isNaN(end)) return [];
  const days = Math.min((end - begin) / DAY, MOST_DAYS);
  return Array.from({ length: days + 1 }, (_, n) => new Date(begin + n * DAY).toISOString().slice(0, 10));
}

function missingProtocols(paths: readonly string[]): string[] {
  const folders = new Set(
    paths.map((path) => /\/httpproxy\/([^/]+)\/[^/]+$/i.exec(path)?.[1]?.toLowerCase()).filter((f) => f !== undefined),
  );
  if (folders.size === 0) return [];
  const lost = FRONT_END.filter((folder) => !folders.has(folder.toLowerCase()));
  return lost.length === 0
    ? []
    : [
        `The front end logs lack the ${lost.length === 1 ? 'folder' : 'folders'} ${list(lost.map((f) => `HttpProxy\\${f}`))}, through which the attacks came`,
      ];
}
