/** Web shells: pages that behave like one in the logs, files that are one on disk, and which belong together. */
import { type Finding, instant, type WebShell } from '@allclear/model';
import type { LogStatistics } from '@allclear/parsers';
import { outcomeRank } from './clients.js';
import type { HostEvidence } from './host-evidence.js';

/** URL path under which a file in a web root is served; undefined where it is not served (as far as its path tells). */
export function urlOfFile(windowsPath: string): string | undefined {
  const path = windowsPath.replaceAll('\\', '/');
  const rules: readonly (readonly [RegExp, string])[] = [
    [/\/frontend\/httpproxy\/(.*)$/i, '/'],
    [/\/clientaccess\/(.*)$/i, '/'],
    [/\/inetpub\/wwwroot\/(.*)$/i, '/'],
    [/\/(aspnet_client\/.*)$/i, '/'],
  ];
  for (const [pattern, prefix] of rules) {
    const rest = pattern.exec(path)?.[1];
    if (rest !== undefined) return prefix + rest;
  }
  return undefined;
}

/** Checks whose finding says that only the remains of a shell are left. */
const REMAINS = new Set(['EX-FS-008']);

export function listWebShells(
  host: HostEvidence,
  findings: readonly Finding[],
  web: LogStatistics | undefined,
): WebShell[] {
  const shells = new Map<string, WebShell>();
  const hashes = new Map(host.reports.map((r) => [r.windowsPath ?? r.path, r.sha256]));
  const relevant = findings.filter(
    (f) => f.phase === 'web-shell' && outcomeRank(f.outcome) >= outcomeRank('success-likely'),
  );
  for (const finding of relevant) {
    const files = finding.entities.filter((e) => e.kind === 'file').map((e) => e.value);
    const pages = finding.entities.filter((e) => e.kind === 'page').map((e) => e.value);
    for (const file of files) {
      // A compiled copy or a task names the page it belongs to; a file in a web root is the page.
      const page = urlOfFile(file) ?? pages[0];
      const shell = shellFor(shells, (page ?? file).toLowerCase());
      if (page !== undefined) shell.page ??= page;
      const remains = finding.rule.checks.length > 0 && finding.rule.checks.every((id) => REMAINS.has(id));
      if (finding.present && urlOfFile(file) !== undefined) {
        shell.file ??= file;
        const sha256 = hashes.get(file);
        if (sha256 !== undefined) shell.sha256 ??= sha256;
        if (remains && shell.onDisk !== 'yes') shell.onDisk = 'neutered';
        else if (!remains) shell.onDisk = 'yes';
      } else if (page === undefined) shell.file ??= file;
      shell.findings.push(finding.id);
    }
    if (files.length > 0) continue;
    for (const page of pages) {
      const shell = shellFor(shells, page.toLowerCase());
      shell.page ??= page;
      shell.findings.push(finding.id);
    }
  }
  const collected = collectedFolders(host);
  for (const [key, shell] of shells) {
    // A neutered file may be matched by other file rules too: what is left decides.
    const byId = new Set(shell.findings);
    if (relevant.some((f) => byId.has(f.id) && f.rule.checks.some((id) => REMAINS.has(id)))) shell.onDisk = 'neutered';
    shell.findings = [...byId];
    const activity = web?.pages.find((page) => page.key === key);
    if (activity) {
      const used = activity.answeredPosts[0]?.time ?? activity.first;
      if (used !== undefined) shell.firstUsed = instant(used);
      const { last } = activity;
      if (last !== undefined) shell.lastUsed = instant(last);
      shell.requests = activity.requests;
      shell.clients = activity.clients.map(([address]) => address);
    }
    if (shell.onDisk === 'unknown' && shell.page && collected.has(folderOf(key))) shell.onDisk = 'no';
  }
  return [...shells.values()].sort(
    (a, b) =>
      (a.firstUsed ?? '9').localeCompare(b.firstUsed ?? '9') ||
      (a.page ?? a.file ?? '').localeCompare(b.page ?? b.file ?? ''),
  );
}

function shellFor(shells: Map<string, WebShell>, key: string): WebShell {
  let shell = shells.get(key);
  if (!shell) {
    shell = { onDisk: 'unknown', requests: 0, clients: [], findings: [] };
    shells.set(key, shell);
  }
  return shell;
}

/**
 * URLs of folders that were collected, in lower case: a page in them that has no file is gone. A folder below another
 * shows that this one was copied with what lies in it; a file above shows nothing.
 */
function collectedFolders(host: HostEvidence): Set<string> {
  const folders = new Set<string>();
  for (const report of host.reports) {
    if (report.artifact !== 'web-file' && report.artifact !== 'web-config') continue;
    const url = urlOfFile(report.windowsPath ?? '')?.toLowerCase();
    if (url === undefined || !/^\/(?:aspnet_client|owa|ecp|oab)\//.test(url)) continue;
    for (let folder = folderOf(url); folder !== '/'; folder = folderOf(folder.slice(0, -1))) folders.add(folder);
  }
  return folders;
}

function folderOf(url: string): string {
  return url.slice(0, url.lastIndexOf('/') + 1);
}
