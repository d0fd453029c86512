import { audit, cmdletEvent, cmdletRow, type Day, processEvent } from '../background/index.js';
import { smtp } from '../server/index.js';
import { at, CRLF, concat, iso, utf8 } from '../write/index.js';
import { pageBytes } from './page-forms.js';
import { applySetting, type HostSetting, nameOf } from './ways-back.js';
import { applyWebSetting, type WebSetting, webSettingName } from './web-settings.js';
import { putFile, type World } from './world.js';

/** What administrators do for good reasons and what looks like an attack to naive tools. */
export interface OwnerWork {
  readonly kind: 'owner-work';
  readonly at: string;
  readonly does:
    | { readonly work: 'export'; readonly mailbox: string; readonly share?: string }
    | { readonly work: 'export-role' }
    | { readonly work: 'certificate-request' }
    | { readonly work: 'rebuild-oab' }
    | { readonly work: 'inbox-rule'; readonly mailbox: string; readonly to: string }
    | { readonly work: 'report-script' }
    | { readonly work: 'delete-old-logs' }
    | { readonly work: 'archive'; readonly path: string }
    /** All shadow copies deleted, because the disk is full. */
    | { readonly work: 'make-room' }
    /** A log shipper or a script gives many files a second ending. */
    | { readonly work: 'rename-files'; readonly folder: string; readonly ending: string; readonly files: number }
    | { readonly work: 'own-page'; readonly page: string; readonly path: string; readonly method: 'GET' | 'POST' }
    | { readonly work: 'own-module'; readonly name: string; readonly image: string }
    /** A setting of Windows that looks like a way back in. */
    | { readonly work: 'own-setting'; readonly sets: HostSetting }
    /** A setting of the web server that looks like one. */
    | { readonly work: 'own-web-setting'; readonly sets: WebSetting }
    | { readonly work: 'own-script'; readonly userAgent: string }
    | { readonly work: 'antivirus-alarm'; readonly path: string; readonly threat: string }
    | { readonly work: 'mitigate-2021' }
    | { readonly work: 'safety-scanner' };
}

export function ownerWork(day: Day, step: OwnerWork, world: World): void {
  const time = at(step.at);
  const { server } = day;
  const { does } = step;
  const administrator = server.administrators[0] ?? { account: 'administrator', rid: 500, ip: server.ip };
  const caller = `${server.domain}/Users/${administrator.account}`;
  const run = (after: number, cmdlet: string, parameters: string): void => {
    world.traces.push(
      cmdletRow(day, time + after, {
        user: administrator.account,
        rid: administrator.rid,
        application: 'RemotePowerShell',
        cmdlet,
        parameters,
        admin: true,
      }),
      cmdletEvent(day, time + after, {
        cmdlet,
        parameters,
        caller,
        rid: administrator.rid,
        host: 'Remote-PowerShell-Unknown',
        pool: 'MSExchangePowerShellAppPool',
      }),
      audit(
        day,
        time + after,
        cmdlet,
        server.host.toUpperCase(),
        caller,
        [...parameters.matchAll(/-(\w+) "([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? ''] as const),
      ),
    );
  };
  const start = (after: number, image: string, commandLine: string): void => {
    world.traces.push(
      processEvent(day, time + after, {
        image,
        commandLine,
        parent: 'C:\\Windows\\System32\\svchost.exe',
        user: administrator.account,
        pid: day.random.int(3000, 9000),
        parentPid: 1180,
      }),
    );
  };
  switch (does.work) {
    case 'export': {
      const share = does.share ?? `\\\\files01.${server.domain}\\archive$`;
      const path = `${share}\\${does.mailbox}.pst`;
      run(0, 'New-MailboxExportRequest', `-Mailbox "${smtp(server, does.mailbox)}" -FilePath "${path}"`);
      run(7_200_000, 'Remove-MailboxExportRequest', `-Identity "${does.mailbox}\\MailboxExport" -Confirm "False"`);
      return;
    }
    case 'export-role':
      run(0, 'New-ManagementRoleAssignment', `-Role "Mailbox Import Export" -User "${administrator.account}"`);
      return;
    case 'certificate-request':
      run(
        0,
        'New-ExchangeCertificate',
        `-GenerateRequest "True" -RequestFile "\\\\files01.${server.domain}\\certificates$\\mail.req" -SubjectName "CN=${server.publicHost}"`,
      );
      return;
    case 'rebuild-oab':
      run(
        0,
        'Remove-OabVirtualDirectory',
        `-Identity "${server.host.toUpperCase()}\\OAB (Default Web Site)" -Force "True"`,
      );
      run(
        45_000,
        'New-OabVirtualDirectory',
        `-WebSiteName "Default Web Site" -Server "${server.host.toUpperCase()}" -Path "${server.installPath}FrontEnd\\HttpProxy\\OAB"`,
      );
      run(
        90_000,
        'Set-OabVirtualDirectory',
        `-Identity "${server.host.toUpperCase()}\\OAB (Default Web Site)" -ExternalUrl "https://${server.publicHost}/OAB"`,
      );
      return;
    case 'inbox-rule':
      world.truth.ownSettings.push({ kind: 'inbox-rule', name: does.mailbox });
      run(0, 'New-InboxRule', `-Mailbox "${smtp(server, does.mailbox)}" -Name "Holiday" -RedirectTo "${does.to}"`);
      return;
    case 'report-script': {
      const snapIn = ['Add-PS', 'Snapin Microsoft.Exchange.Management.PowerShell.SnapIn'].join('');
      start(
        0,
        'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
        `powershell.exe -Command "${snapIn}; C:\\Scripts\\mailbox-sizes.ps1"`,
      );
      return;
    }
    case 'delete-old-logs':
      start(
        0,
        'C:\\Windows\\System32\\forfiles.exe',
        'forfiles /p C:\\inetpub\\logs\\LogFiles /s /m *.log /d -90 /c "cmd /c del @path"',
      );
      return;
    case 'archive':
      putFile(world, {
        path: does.path,
        bytes: concat([Uint8Array.from([0x50, 0x4b, 5, 6]), new Uint8Array(18)]),
        modified: time,
      });
      return;
    case 'make-room':
      start(0, 'C:\\Windows\\System32\\vssadmin.exe', 'vssadmin delete shadows /for=C: /all /quiet');
      return;
    case 'rename-files':
      for (let index = 0; index < does.files; index++)
        putFile(world, {
          path: `${does.folder}\\${index}${does.ending}`,
          bytes: utf8(`synthetic ${index}${CRLF}`),
          modified: time + index * 1000,
        });
      return;
    case 'own-page': {
      putFile(world, { path: does.path, bytes: pageBytes('ordinary', server, day.guid(), time), modified: time });
      for (let index = 0; index < 12; index++)
        world.traces.push(
          day.request({
            time: time + 60_000 + index * 300_000,
            duration: 12,
            method: does.method,
            stem: does.page,
            clientIp: server.monitoringIp,
            userAgent: 'check_http/v2.3.3 (monitoring-plugins 2.3.3)',
            requestBytes: does.method === 'POST' ? 40 : 0,
          }),
        );
      return;
    }
    case 'own-script': {
      const user = `${server.netbios}\\${administrator.account}`;
      for (const [index, stem] of ['/ecp/DDI/DDIService.svc/GetList', '/EWS/Exchange.asmx'].entries())
        for (let round = 0; round < 6; round++)
          world.traces.push(
            day.request({
              time: time + round * 600_000 + index * 4000,
              method: 'POST',
              stem,
              ...(index === 0 ? { query: 'msExchEcpCanary=SYNTHETIC.&schema=MailboxService' } : {}),
              clientIp: administrator.ip,
              userAgent: does.userAgent,
              user,
              requestBytes: 600,
              responseBytes: 4100,
              proxy: {
                protocol: index === 0 ? 'Ecp' : 'Ews',
                authentication: 'Basic',
                authenticated: true,
                user,
                anchorMailbox: `Sid~${server.domainSid}-${administrator.rid}`,
                routingHint: 'WindowsIdentity',
                backEnd: { status: 200, stem, user },
              },
            }),
          );
      return;
    }
    case 'antivirus-alarm':
      for (const [eventId, after] of [
        [1116, 0],
        [1117, 2100],
      ] as const)
        world.traces.push({
          kind: 'event',
          channel: 'Microsoft-Windows-Windows Defender/Operational',
          provider: 'Microsoft-Windows-Windows Defender',
          eventId,
          level: eventId === 1116 ? 3 : 4,
          time: time + after,
          data: {
            'Product Name': '%%827',
            'Threat Name': does.threat,
            'Severity Name': 'Low',
            'Category Name': 'Potentially Unwanted Software',
            Path: `file:_${does.path}`,
            'Detection User': `${server.netbios}\\${administrator.account}`,
            'Process Name': 'C:\\Windows\\explorer.exe',
            'Action Name': eventId === 1116 ? 'Not Applicable' : 'Quarantine',
          },
        });
      return;
    case 'own-setting':
      applySetting(does.sets, time, world);
      world.truth.ownSettings.push(nameOf(does.sets));
      return;
    case 'own-web-setting':
      applyWebSetting(does.sets, time, world);
      world.truth.ownSettings.push(webSettingName(does.sets));
      return;
    case 'own-module':
      world.truth.ownSettings.push({ kind: 'globalModule', name: does.name });
      world.configuration.modules = [...(world.configuration.modules ?? []), { name: does.name, image: does.image }];
      world.configuration.changed = time;
      return;
    case 'mitigate-2021':
      putFile(world, { path: 'C:\\inetpub\\wwwroot\\web.config', bytes: utf8(mitigation()), modified: time });
      world.truth.events.push({ time: iso(time), phase: 'response', what: 'rewrite rules against CVE-2021-26855' });
      return;
    case 'safety-scanner':
      putFile(world, {
        path: 'C:\\Windows\\debug\\msert.log',
        bytes: utf8(
          [
            'Microsoft Safety Scanner v1.333, (build 1.333.600.0)',
            `Started On ${iso(time)}`,
            '',
            'Results Summary:',
            '----------------',
            'No infection found.',
            'Return code: 0 (0x0)',
            '',
          ].join(CRLF),
        ),
        modified: time,
      });
      world.truth.events.push({ time: iso(time), phase: 'response', what: 'safety scanner run' });
      return;
  }
}

/** The two rules that Microsoft's tool of March 2021 sets. */
function mitigation(): string {
  const rule = (name: string, pattern: string): string[] => [
    `        <rule name="${name}" patternSyntax="ECMAScript" stopProcessing="true">`,
    '          <match url=".*" />',
    '          <conditions>',
    `            <add input="{HTTP_COOKIE}" pattern="${pattern}" />`,
    '          </conditions>',
    '          <action type="AbortRequest" />',
    '        </rule>',
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<configuration>',
    '  <system.webServer>',
    '    <rewrite>',
    '      <rules>',
    ...rule('X-AnonResource-Backend Abort - inbound', '(.*)X-AnonResource-Backend(.*)'),
    ...rule('X-BEResource Abort - inbound', '(.*)X-BEResource=(.+)/(.+)~(.+)'),
    '      </rules>',
    '    </rewrite>',
    '  </system.webServer>',
    '</configuration>',
    '',
  ].join(CRLF);
}
