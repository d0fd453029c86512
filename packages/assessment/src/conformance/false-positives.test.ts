/**
 * What administrators, clients and crawlers do every day, and what other tools call an attack: never "compromised".
 * Each case is a server of its own with a few log lines; all are assessed in one run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import { type Assessment, SEVERITY_ORDER, type Severity } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cmdletEvents,
  ECP_PROXY,
  ECP_SERVER,
  EWS_FIELDS,
  ecpLog,
  exchangeLog,
  type Files,
  httpProxyLog,
  iisLog,
  type Row,
  RPS_CMDLET_FIELDS,
  V15,
  W3SVC1,
  writeServers,
} from './tiny-logs.js';

const web = (method: string, url: string, status: number, agent: string, client = '198.51.100.80'): Row => {
  const [stem, query] = url.split('?');
  return {
    'cs-method': method,
    'cs-uri-stem': stem ?? '',
    'cs-uri-query': query ?? '-',
    'c-ip': client,
    'cs(User-Agent)': agent,
    'sc-status': status,
  };
};
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/88.0.4324.190 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const OUTLOOK = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.13628; Pro)';
const ADMIN = 'example.com/Users/adm-renner';
const proxied = (row: Row): Row => ({ ClientIpAddress: '192.0.2.55', HttpStatus: 200, BackEndStatus: 200, ...row });
const audit = (operation: string, parameters: Record<string, string>): string =>
  exchangeLog(
    'audit',
    'Timestamp,Server,TenantId,RecordType,Data,UserKey,RecordId,Operation,Workload,ResultStatus,Version,Scope',
    [
      {
        Server: 'MAIL01',
        RecordType: 'ExchangeAdmin',
        Operation: operation,
        Data: JSON.stringify({
          Operation: operation,
          UserId: ADMIN,
          ObjectId: 'MAIL01\\OAB (Default Web Site)',
          Parameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
        }),
      },
    ],
  );

interface Case {
  readonly name: string;
  readonly files: Files;
  readonly verdict: Assessment['verdict']['level'];
  /** No finding may be more severe. */
  readonly atMost: Severity;
}

const CASES: readonly Case[] = [
  {
    name: 'an administrator sets a plain address of the address book',
    files: {
      [ECP_SERVER]: ecpLog([
        { cmd: 'Get-OabVirtualDirectory' },
        { cmd: "Set-OabVirtualDirectory.ExternalUrl='https://mail.example.com/OAB'.Identity='3594b613-44bb'" },
        { cmd: "Set-OwaVirtualDirectory.InternalUrl='https://mail.example.com/owa'.Identity='4594b613-44bb'" },
      ]),
      [`${V15}/Logging/LocalQueue/Exchange/audit20210303-1.LOG`]: audit('Set-OabVirtualDirectory', {
        Identity: 'MAIL01\\OAB (Default Web Site)',
        ExternalUrl: 'https://mail.example.com/OAB',
      }),
      'EventLogs/MSExchange Management.jsonl': cmdletEvents([
        {
          cmdlet: 'Set-OabVirtualDirectory',
          parameters: '-Identity "MAIL01\\OAB (Default Web Site)" -ExternalUrl "https://mail.example.com/OAB"',
          user: ADMIN,
        },
      ]),
    },
    verdict: 'cannot-tell',
    atMost: 'info',
  },
  {
    name: 'Autodiscover version 2 with Protocol=',
    files: {
      [W3SVC1]: iisLog([
        web('GET', '/autodiscover/autodiscover.json?Email=alice%40example.com&Protocol=Autodiscoverv1', 200, OUTLOOK),
        web(
          'GET',
          '/autodiscover/autodiscover.json?Email=alice@example.com&Protocol=ActiveSync&RedirectCount=1',
          200,
          OUTLOOK,
        ),
        web('GET', '/autodiscover/autodiscover.json?Protocol=EWS&Email=bob@example.com', 200, 'Teams/1.4'),
        web('GET', '/autodiscover/autodiscover.json/v1.0/bob%40example.com?Protocol=REST', 200, 'Teams/1.4'),
        web('GET', '/autodiscover/autodiscover.json?Email=bob%40example.com&Protocol=Powershell', 200, 'WinRM'),
      ]),
    },
    verdict: 'cannot-tell',
    atMost: 'info',
  },
  {
    name: 'crawlers read the sign-in page and its resources',
    files: {
      [W3SVC1]: iisLog([
        web('GET', '/owa/auth/logon.aspx?replaceCurrent=1', 200, GOOGLEBOT),
        web('GET', '/owa/auth/15.1.2176/themes/resources/favicon.ico', 200, GOOGLEBOT),
        web(
          'GET',
          '/owa/auth/Current/themes/resources/logon.css',
          200,
          'DuckDuckBot/1.0; (+http://duckduckgo.com/duckduckbot.html)',
        ),
        web('GET', '/robots.txt', 404, 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'),
        web('POST', '/owa/auth.owa', 302, CHROME),
      ]),
    },
    verdict: 'cannot-tell',
    atMost: 'info',
  },
  {
    name: 'TimeoutLogout.aspx below ecp\\auth, on disk and asked for',
    files: {
      [`${V15}/FrontEnd/HttpProxy/ecp/auth/TimeoutLogout.aspx`]: 'genuine page of a build that nobody knows',
      [`${V15}/FrontEnd/HttpProxy/ecp/global.asax`]: 'genuine page of a build that nobody knows',
      [W3SVC1]: iisLog([
        web('GET', '/ecp/auth/TimeoutLogout.aspx', 200, CHROME),
        web('GET', '/ecp/auth/TimeoutLogout.aspx?src=exch', 200, CHROME, '198.51.100.81'),
      ]),
    },
    verdict: 'cannot-tell',
    atMost: 'low',
  },
  {
    name: 'a front end passes requests on to another server (ServerInfo without a path)',
    files: {
      [ECP_PROXY]: httpProxyLog([
        proxied({
          UrlStem: '/ecp/',
          AuthenticatedUser: 'EXAMPLE\\alice',
          AnchorMailbox: 'Server\x49nfo~mail02.example.com~1941996033',
        }),
        proxied({ UrlStem: '/ecp/', AuthenticatedUser: 'EXAMPLE\\alice', AnchorMailbox: 'Sid~S-1-5-21-1-2-3-1142' }),
        proxied({
          UrlStem: '/ecp/default.aspx',
          AuthenticatedUser: 'EXAMPLE\\alice',
          AnchorMailbox: 'alice@example.com',
          RoutingHint: 'X-BEResource-Cookie',
          BackEndCookie: 'Server~mail02.example.com~1941996033~2021-03-03T07:40:00',
        }),
      ]),
    },
    verdict: 'cannot-tell',
    atMost: 'info',
  },
  {
    name: 'a backup program reads all mailboxes over EWS with its service account',
    files: {
      [`${V15}/Logging/Ews/Ews_2021030306-1.LOG`]: exchangeLog(
        'EWS Logs',
        EWS_FIELDS,
        ['alice', 'bob', 'mayor', 'treasurer'].flatMap((name) =>
          ['FindFolder', 'SyncFolderItems', 'GetItem', 'ExportItems', 'GetAttachment'].map((action) => ({
            AuthenticatedUser: 'EXAMPLE\\svc-backup',
            UserAgent: 'BackupWorks/7.2 ExchangeServicesClient/15.00.0913.015',
            ClientIpAddress: '192.0.2.77',
            ServerHostName: 'MAIL01',
            SoapAction: action,
            HttpStatus: 200,
            ResponseSize: 48_000_000,
            ImpersonatedUser: `${name}@example.com`,
          })),
        ),
      ),
    },
    verdict: 'cannot-tell',
    atMost: 'low',
  },
  {
    name: 'an administrator exports a mailbox to a file server, having given himself the right',
    files: {
      'EventLogs/MSExchange Management.jsonl': cmdletEvents([
        {
          cmdlet: 'New-ManagementRoleAssignment',
          parameters: '-Role "Mailbox Import Export" -User "adm-renner"',
          user: ADMIN,
        },
        {
          cmdlet: 'New-MailboxExportRequest',
          parameters: '-Mailbox "schools" -FilePath "\\\\files01.example.com\\archive$\\schools.pst"',
          user: ADMIN,
        },
        {
          cmdlet: 'Remove-MailboxExportRequest',
          parameters: '-Identity "schools\\MailboxExport" -Confirm:$false',
          user: ADMIN,
        },
      ]),
      [`${V15}/Logging/CmdletInfra/Powershell-Proxy/Cmdlet/Rps_Cmdlet_2021030306-1.LOG`]: exchangeLog(
        'Rps Cmdlet Logs',
        RPS_CMDLET_FIELDS,
        [
          {
            ServerHostName: 'MAIL01',
            ProcessName: 'w3wp#MSExchangePowerShellAppPool',
            AuthenticatedUser: 'EXAMPLE\\adm-renner',
            ClientApplication: 'Remote-PowerShell-Unknown',
            Cmdlet: 'New-MailboxExportRequest',
            Parameters: '-Mailbox "schools" -FilePath "\\\\files01.example.com\\archive$\\schools.pst"',
            ExecutionResult: 'Success',
          },
        ],
      ),
    },
    verdict: 'cannot-tell',
    atMost: 'low',
  },
  {
    name: 'everybody sweeps for web shells that are not there',
    files: {
      [W3SVC1]: iisLog(
        ['shell', 'discover', 'supp0rt', 'OutlookEN', 'errorEE'].flatMap((page, index) => [
          web('GET', `/owa/auth/${page}.aspx`, 302, CHROME, `203.0.113.${20 + index}`),
          web('POST', `/aspnet_client/${page}.aspx`, 404, '-', `203.0.113.${20 + index}`),
          web('GET', `/ecp/auth/${page}.aspx`, 302, CHROME, `203.0.113.${20 + index}`),
        ]),
      ),
    },
    verdict: 'cannot-tell',
    atMost: 'low',
  },
  {
    name: 'pieces of an attack on unrelated lines of one log are no attack',
    files: {
      [W3SVC1]: iisLog([
        web('GET', '/autodiscover/autodiscover.json', 200, OUTLOOK),
        web('POST', '/powershell', 200, 'Microsoft WinRM Client'),
        web('GET', '/owa/?user=alice@example.com', 200, CHROME),
      ]),
      [ECP_PROXY]: httpProxyLog([
        proxied({ UrlStem: '/ecp/y.js', Method: 'GET', AnchorMailbox: 'Server\x49nfo~mail01.example.com~1941996033' }),
        proxied({ UrlStem: '/ecp/', GenericInfo: 'BackEnd=/autodiscover/autodiscover.xml#' }),
      ]),
    },
    verdict: 'cannot-tell',
    atMost: 'info',
  },
  {
    name: 'scanners only look for the hole (localhost)',
    files: {
      [ECP_PROXY]: httpProxyLog([
        proxied({
          UrlStem: '/owa/auth/x.js',
          Method: 'GET',
          AnchorMailbox: 'Server\x49nfo~localhost/owa/auth/logon.aspx?~3',
          ClientIpAddress: '203.0.113.90',
          HttpStatus: 500,
        }),
        proxied({
          UrlStem: '/ecp/x.js',
          Method: 'GET',
          AnchorMailbox: 'Server\x49nfo~localhost/ecp/default.flt?~3',
          ClientIpAddress: '203.0.113.91',
        }),
      ]),
    },
    verdict: 'cannot-tell',
    atMost: 'low',
  },
  {
    name: 'monitoring by Exchange itself',
    files: {
      [`${V15}/Logging/Ews/Ews_2021030306-1.LOG`]: exchangeLog('EWS Logs', EWS_FIELDS, [
        {
          AuthenticatedUser: 'EXAMPLE\\MAIL01$',
          UserAgent: 'ExchangeInternalEwsClient-CalendarRepairAssistant',
          ClientIpAddress: '192.0.2.10',
          ServerHostName: 'MAIL01',
          SoapAction: 'GetItem',
          HttpStatus: 200,
          ActAsUser: 'alice@example.com',
        },
      ]),
      [`${V15}/Logging/CmdletInfra/LocalPowerShell/Cmdlet/Rps_Cmdlet_2021030306-1.LOG`]: exchangeLog(
        'Rps Cmdlet Logs',
        RPS_CMDLET_FIELDS,
        [
          {
            ServerHostName: 'MAIL01',
            AuthenticatedUser: 'HealthMailbox5253035',
            ClientApplication: 'ActiveMonitor',
            Cmdlet: 'Get-Mailbox',
            Parameters: '-ResultSize "1"',
          },
        ],
      ),
      [W3SVC1]: iisLog([web('POST', '/powershell/', 200, 'Exchange BackEnd Probes', '127.0.0.1')]),
    },
    verdict: 'cannot-tell',
    atMost: 'info',
  },
];

const folderOf = (index: number): string => `case-${String(index + 1).padStart(2, '0')}`;
const rank = (severity: Severity): number => SEVERITY_ORDER.indexOf(severity);
const work = mkdtempSync(join(tmpdir(), 'harmless-'));
const assessments = new Map<string, Assessment>();
afterAll(() => rmSync(work, { recursive: true, force: true }));

beforeAll(async () => {
  writeServers(work, Object.fromEntries(CASES.map(({ files }, index) => [folderOf(index), files])));
  const result = await assess([work], { workers: 2, reproducible: true });
  for (const assessment of result.assessments) assessments.set(assessment.host.root.replace(/\/.*$/, ''), assessment);
});

describe('harmless, although other tools raise an alarm', () => {
  test.each(CASES.map((one, index) => [one.name, one, folderOf(index)] as const))('%s', (_, one, folder) => {
    const assessment = assessments.get(folder);
    const seen = assessment?.findings.map(
      (f) => `${f.rule.checks.join(',')} ${f.severity} ${f.outcome} ${f.rule.title}`,
    );
    // The evidence was read: silence of a file that nobody opened would prove nothing.
    expect(assessment?.coverage.files.length).toBe(Object.keys(one.files).length);
    expect(assessment?.coverage.sources.reduce((sum, s) => sum + s.unreadable, 0)).toBe(0);
    expect({ seen, verdict: assessment?.verdict.level }).toEqual({ seen, verdict: one.verdict });
    expect(seen?.filter((_, i) => rank(assessment?.findings[i]?.severity ?? 'info') > rank(one.atMost))).toEqual([]);
    expect(assessment?.clients.filter((c) => c.role === 'intruder' || c.role === 'attacker')).toEqual([]);
  });
});
