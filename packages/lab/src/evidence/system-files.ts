import { type ServerProfile, shortBuild } from '../server/index.js';
import {
  agentsConfig,
  applicationHostConfig,
  at,
  type ConfigurationChanges,
  CRLF,
  compiledPage,
  HOUR,
  MINUTE,
  taskFile,
  utf8,
  versionOnlyImage,
  webConfig,
} from '../write/index.js';
import { kapePath, type LabEntry } from './entry.js';

/**
 * Files of the healthy server. Microsoft's own pages are not here: they may not be redistributed, and look-alikes of ours
 * would differ from the published hashes. Each web folder holds what marks it as collected: configuration and a few
 * static files.
 */
export function systemFiles(server: ServerProfile, end: number, changes: ConfigurationChanges = {}): LabEntry[] {
  const ex = server.installPath;
  const first = server.builds[0];
  if (first === undefined) throw new RangeError('a server needs at least one build');
  const installed = first.from - 40 * MINUTE;
  const version = shortBuild(first.build).split('.').slice(0, 3).join('.');
  const entries: LabEntry[] = [];
  const add = (path: string, bytes: Uint8Array, modified = installed): void => {
    entries.push({ path: kapePath(path), modified, chunks: [bytes] });
  };
  const latest = server.builds.at(-1);
  if (latest) {
    for (const [name, description] of [
      ['ExSetup.exe', 'Exchange Setup'],
      ['Microsoft.Exchange.Store.Worker.exe', 'Store Worker'],
    ] as const) {
      add(
        `${ex}Bin\\${name}`,
        versionOnlyImage(name, description, latest.build, latest.from - HOUR),
        latest.from - HOUR,
      );
    }
  }
  const configuration = utf8(applicationHostConfig(server, changes));
  add(
    'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config',
    configuration,
    changes.changed === undefined ? installed : changes.changed,
  );
  add('C:\\inetpub\\history\\CFGHISTORY_0000000012\\applicationHost.config', utf8(applicationHostConfig(server)));
  for (const [folder, module] of [
    ['owa', 'FbaModule'],
    ['ecp', 'FbaModule'],
    ['OAB', 'ProxyModule'],
    ['EWS', 'ProxyModule'],
    ['Autodiscover', 'ProxyModule'],
    ['mapi', 'ProxyModule'],
    ['rpc', 'ProxyModule'],
    ['sync', 'ProxyModule'],
    ['PowerShell', 'ProxyModule'],
  ] as const) {
    add(`${ex}FrontEnd\\HttpProxy\\${folder}\\web.config`, utf8(webConfig(module)));
  }
  add(`${ex}TransportRoles\\Shared\\agents.config`, utf8(agentsConfig(server, changes.agents)));
  const note = (name: string): Uint8Array => utf8(`/* ${name}: synthetic placeholder of the Allclear lab */${CRLF}`);
  add(`${ex}FrontEnd\\HttpProxy\\owa\\auth\\${version}\\themes\\resources\\logon.css`, note('logon.css'));
  add(`${ex}FrontEnd\\HttpProxy\\owa\\auth\\${version}\\scripts\\premium\\flogon.js`, note('flogon.js'));
  add(`${ex}FrontEnd\\HttpProxy\\ecp\\auth\\timeout.css`, note('timeout.css'));
  add(
    `${ex}ClientAccess\\OAB\\${server.oabGuid}\\oab.xml`,
    utf8(`<?xml version="1.0" encoding="UTF-8"?>${CRLF}<OAB><!-- synthetic --></OAB>${CRLF}`),
    end - 20 * HOUR,
  );
  add(
    'C:\\inetpub\\wwwroot\\iisstart.htm',
    utf8(
      `<!DOCTYPE html>${CRLF}<html><head><title>IIS Windows Server</title></head><body>synthetic placeholder</body></html>${CRLF}`,
    ),
    at('2020-01-12T07:30:00Z'),
  );
  add(
    'C:\\inetpub\\wwwroot\\aspnet_client\\system_web\\4_0_30319\\placeholder.css',
    note('placeholder.css'),
    at('2020-01-12T07:40:00Z'),
  );
  for (const page of ['/owa/auth/logon.aspx', '/owa/auth/errorFE.aspx']) {
    const compiled = compiledPage(page, `App_Web_${page.length}pq2m8z`);
    add(
      `C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\owa\\8e05b027\\e164d61b\\${compiled.name}`,
      compiled.bytes,
      installed + HOUR,
    );
  }
  add(
    'C:\\Windows\\System32\\Tasks\\Nightly IIS log check',
    taskFile({
      uri: '\\Nightly IIS log check',
      author: `${server.netbios}\\${server.administrators[0]?.account ?? 'administrator'}`,
      date: '2020-12-20T03:10:00',
      intervalMinutes: 1440,
      userId: 'S-1-5-18',
      command: 'C:\\Scripts\\check-disk-space.cmd',
      arguments: '/quiet',
    }),
    installed + 8 * HOUR,
  );
  return entries;
}
