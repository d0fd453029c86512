/**
 * Attacks that other tools were seen to miss (and why) must be found. Each case is a server of its own with a few
 * log lines; all are assessed in one run. Markup in the evidence is inert.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import type { Assessment, Finding } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cmdletEvents,
  ECP_PROXY,
  ECP_SERVER,
  ecpLog,
  exchangeLog,
  type Files,
  HTTP_PROXY_FIELDS,
  httpProxyLog,
  iisLog,
  type Row,
  RPS_HTTP_FIELDS,
  V15,
  W3SVC1,
  W3SVC2,
  writeServers,
} from './tiny-logs.js';

const INTRUDER = '203.0.113.7';
const BACK_END = 'a]@mail01.example.com:444';

const ssrf = (target: string, more: Row = {}): Row => ({
  UrlStem: '/ecp/y.js',
  AnchorMailbox: `Server\x49nfo~${BACK_END}${target}`,
  ClientIpAddress: INTRUDER,
  HttpStatus: 200,
  BackEndStatus: 200,
  RoutingHint: 'X-BEResource-Cookie',
  ...more,
});
const quiet: Row = {
  UrlStem: '/ecp/',
  Method: 'GET',
  AuthenticatedUser: 'EXAMPLE\\alice',
  AnchorMailbox: 'Sid~S-1-5-21-1-2-3-1142',
  ClientIpAddress: '192.0.2.55',
  HttpStatus: 200,
};
const request = (method: string, url: string, status: number, more: Row = {}): Row => {
  const [stem, ...query] = url.split('?');
  return {
    'cs-method': method,
    'cs-uri-stem': stem ?? '',
    'cs-uri-query': query.join('?') || '-',
    'c-ip': INTRUDER,
    'cs(User-Agent)': 'python-requests/2.25.1',
    'sc-status': status,
    ...more,
  };
};
const setUrl = (value: string, rest = ".Identity='3594b613-44bb'"): Files => ({
  [ECP_SERVER]: ecpLog([{ cmd: `Set-OabVirtualDirectory.ExternalUrl='${value}'${rest}` }]),
});
const proxyShell = (url: string, status = 200): Files => ({ [W3SVC1]: iisLog([request('POST', url, status)]) });

interface Case {
  readonly name: string;
  readonly files: Files;
  readonly verdict: Assessment['verdict']['level'];
  /** Check that must have a finding, and how far its strongest one says the attacker got. */
  readonly check: string;
  readonly outcome: Finding['outcome'];
}

const RESET = '/ecp/DDI/DDIService.svc/SetObject?msExchEcpCanary=x&schema=ResetOABVirtualDirectory';
const D_LOGGING = 'D/Exchange Server/Logging';
const RPS_HTTP = `${V15}/Logging/CmdletInfra/Powershell-Proxy/Http/Rps_Http_2021030306-1.LOG`;

const CASES: readonly Case[] = [
  {
    name: 'the back-end cookie alone shows the request (the clause that Test-ProxyLogon dropped)',
    files: {
      [ECP_PROXY]: httpProxyLog([
        ssrf('', { AnchorMailbox: '', BackEndCookie: `Server~${BACK_END}/ews/exchange.asmx?#~1941962754` }),
      ]),
    },
    verdict: 'compromised',
    check: 'EX-PL-004',
    outcome: 'success-likely',
  },
  {
    name: "a reset without the tool's trailing number sign",
    files: { [ECP_PROXY]: httpProxyLog([ssrf(RESET)]) },
    verdict: 'compromised',
    check: 'EX-PL-007',
    outcome: 'success',
  },
  {
    name: 'rows that only went to Autodiscover are kept, as an attempt',
    files: { [ECP_PROXY]: httpProxyLog([quiet, ssrf('/autodiscover/autodiscover.xml?#')]) },
    verdict: 'attacked',
    check: 'EX-PL-002',
    outcome: 'attempt',
  },
  {
    name: 'a refused request is an attempt, not a success',
    files: { [ECP_PROXY]: httpProxyLog([ssrf('/mapi/emsmdb/?#', { HttpStatus: 503, BackEndStatus: 503 })]) },
    verdict: 'attacked',
    check: 'EX-PL-001',
    outcome: 'attempt',
  },
  {
    name: 'anchor mailbox in capitals',
    files: {
      [ECP_PROXY]: httpProxyLog([
        ssrf('', { AnchorMailbox: `SERVERINFO~${BACK_END.toUpperCase()}/EWS/EXCHANGE.ASMX?#` }),
      ]),
    },
    verdict: 'compromised',
    check: 'EX-PL-017',
    outcome: 'success',
  },
  {
    name: 'HttpProxy log whose only header is the plain CSV row',
    files: { [ECP_PROXY]: httpProxyLog([quiet, ssrf(RESET)], 'plain row only') },
    verdict: 'compromised',
    check: 'EX-PL-007',
    outcome: 'success',
  },
  {
    name: 'HttpProxy log that begins with comment lines',
    files: { [ECP_PROXY]: httpProxyLog([quiet, ssrf(RESET)], 'comments only') },
    verdict: 'compromised',
    check: 'EX-PL-007',
    outcome: 'success',
  },
  {
    name: 'HttpProxy log copied alone, without its path',
    files: { 'C/cases/copy of log.txt': httpProxyLog([quiet, ssrf(RESET)]) },
    verdict: 'compromised',
    check: 'EX-PL-007',
    outcome: 'success',
  },
  {
    name: 'columns change in the middle of an HttpProxy log',
    files: {
      [ECP_PROXY]: httpProxyLog([
        quiet,
        {
          fields: HTTP_PROXY_FIELDS.split(',')
            .toReversed()
            .join(',')
            .replace(',DateTime', '')
            .replace(/^/, 'DateTime,'),
        },
        ssrf(RESET),
      ]),
    },
    verdict: 'compromised',
    check: 'EX-PL-007',
    outcome: 'success',
  },
  {
    name: 'columns change in the middle of an IIS log',
    files: {
      [W3SVC1]: iisLog([
        request('GET', '/owa/', 302),
        { fields: 'date time c-ip sc-status cs-uri-query cs-uri-stem cs-method' },
        request('POST', '/aspnet_client/x7.aspx', 200),
      ]),
    },
    verdict: 'compromised',
    check: 'EX-PL-022',
    outcome: 'success-likely',
  },
  {
    name: 'a 401 elsewhere in the log does not excuse a page that answered',
    files: {
      [W3SVC1]: iisLog([
        request('GET', '/ecp/', 401),
        request('POST', '/aspnet_client/x7.aspx', 200),
        request('GET', '/x', 444),
      ]),
    },
    verdict: 'compromised',
    check: 'EX-PL-022',
    outcome: 'success-likely',
  },
  {
    name: 'server-side markup instead of tags as URL',
    files: setUrl('http://mail.example.com/<% inert %>'),
    verdict: 'compromised',
    check: 'EX-PL-008',
    outcome: 'success',
  },
  {
    name: 'a tag that is never closed as URL, and nothing after it',
    files: setUrl('http://f/<script>inert', ''),
    verdict: 'compromised',
    check: 'EX-PL-008',
    outcome: 'success',
  },
  {
    name: 'markup in the internal URL',
    files: {
      [ECP_SERVER]: ecpLog([
        { cmd: "Set-WebServicesVirtualDirectory.InternalUrl='http://m.example/<b/>'.Identity='x'" },
      ]),
    },
    verdict: 'compromised',
    check: 'EX-PL-008',
    outcome: 'success',
  },
  {
    name: 'percent-encoded markup in a command in capitals',
    files: {
      [ECP_SERVER]: ecpLog([{ cmd: "SET-OABVIRTUALDIRECTORY.EXTERNALURL='HTTP://M.EXAMPLE/%3CB%3E'.IDENTITY='X'" }]),
    },
    verdict: 'compromised',
    check: 'EX-PL-008',
    outcome: 'success',
  },
  {
    name: 'failed clearing of the URL after a reset, the only line left',
    files: {
      [ECP_SERVER]: ecpLog([
        {
          cmd: "Set-OabVirtualDirectory.ExternalUrl=$null.Identity='3594b613'",
          exception: 'Microsoft.Exchange.Data.Directory.ADNoSuchObjectException: das Objekt wurde nicht gefunden',
        },
      ]),
    },
    verdict: 'compromised',
    check: 'EX-PL-009',
    outcome: 'success-likely',
  },
  {
    name: 'ProxyShell, as published',
    files: proxyShell(
      '/autodiscover/autodiscover.json?@evil.example/powershell/?&Email=autodiscover/autodiscover.json%3F@evil.example',
    ),
    verdict: 'compromised',
    check: 'EX-PS-001',
    outcome: 'success-likely',
  },
  {
    name: 'ProxyShell with encoded letters in stem and query',
    files: proxyShell('/autodiscover/%61utodiscover.json?%40evil.example/%70ower%73hell/'),
    verdict: 'compromised',
    check: 'EX-PS-001',
    outcome: 'success-likely',
  },
  {
    name: 'ProxyShell with letters encoded twice',
    files: proxyShell('/autodiscover/%2561utodiscover.json?@evil.example/%2570owershell/'),
    verdict: 'compromised',
    check: 'EX-PS-001',
    outcome: 'success-likely',
  },
  {
    name: 'ProxyShell with every letter encoded',
    files: proxyShell(
      `/${[...'autodiscover/autodiscover.json'].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')}?%40x/${[...'powershell'].map((c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).join('')}`,
    ),
    verdict: 'compromised',
    check: 'EX-PS-001',
    outcome: 'success-likely',
  },
  {
    name: 'ProxyShell in capitals',
    files: proxyShell('/AUTODISCOVER/AUTODISCOVER.JSON?@EVIL.EXAMPLE/POWERSHELL/'),
    verdict: 'compromised',
    check: 'EX-PS-001',
    outcome: 'success-likely',
  },
  {
    name: 'ProxyShell with a decoy Protocol= behind the address',
    files: proxyShell('/autodiscover/autodiscover.json?@evil.example/ews/exchange.asmx?&Protocol=XYZ'),
    verdict: 'compromised',
    check: 'EX-PS-001',
    outcome: 'success-likely',
  },
  {
    name: 'OWASSRF around the rewrite rule of 2022',
    files: { [W3SVC1]: iisLog([request('POST', '/owa/mastermailbox%40example.com/powershell', 200)]) },
    verdict: 'compromised',
    check: 'EX-NS-002',
    outcome: 'success-likely',
  },
  {
    name: 'a scripted client in a remote PowerShell log, whose header holds the word ClientInfo',
    files: {
      [RPS_HTTP]: exchangeLog('Rps Http Logs', RPS_HTTP_FIELDS, [
        { UrlStem: '/powershell', HttpStatus: 200, ClientInfo: 'Microsoft WinRM Client', ServerHostName: 'MAIL01' },
        {
          UrlStem: '/powershell',
          HttpStatus: 200,
          ClientInfo: 'python-requests/2.28.1',
          AuthenticatedUser: 'EXAMPLE\\eve',
        },
      ]),
    },
    verdict: 'compromised',
    check: 'EX-NS-001',
    outcome: 'success-likely',
  },
  {
    name: 'Exchange on drive D',
    files: {
      [`${D_LOGGING}/HttpProxy/Ecp/HttpProxy_2021030306-1.LOG`]: httpProxyLog([quiet, ssrf(RESET)]),
      'D/Exchange Server/FrontEnd/HttpProxy/owa/auth/shellless.aspx': 'inert',
    },
    verdict: 'compromised',
    check: 'EX-FS-003',
    outcome: 'success-likely',
  },
  {
    name: 'address book generator wrote outside its folder on drive D',
    files: {
      [`${D_LOGGING}/OABGeneratorLog/OABGenerator20210303-1.log`]:
        "2021-03-03T04:00:25.830Z,OAB generation started\r\n2021-03-03T04:00:26.830Z,Download failed and temporary file 'D:\\Exchange Server\\FrontEnd\\HttpProxy\\owa\\auth\\x.aspx' needs to be removed\r\n",
    },
    verdict: 'compromised',
    check: 'EX-PL-010',
    outcome: 'success-likely',
  },
  {
    name: 'the file name that advisories misspelt is not trusted (TimeoutLogoff.aspx does not exist)',
    files: { [`${V15}/FrontEnd/HttpProxy/ecp/auth/TimeoutLogoff.aspx`]: 'inert' },
    verdict: 'compromised',
    check: 'EX-FS-004',
    outcome: 'success',
  },
  {
    name: 'names on old allow lists are not trusted in aspnet_client',
    files: { 'C/inetpub/wwwroot/aspnet_client/system_web/poc.aspx': 'inert' },
    verdict: 'compromised',
    check: 'EX-FS-001',
    outcome: 'success',
  },
  {
    name: 'a page emptied by antivirus is still proof',
    files: {
      'C/inetpub/wwwroot/aspnet_client/abcd1234.aspx': [
        'Name                            : OAB (Default Web Site)',
        'OfflineAddressBooks             : {\\Default Offline Address List}',
        'InternalUrl                     : https://mail01.example.com/OAB',
        'External\x55rl                     : http://f/',
        'InternalAuthenticationMethods   : {WindowsIntegrated}',
        'ExtendedProtectionTokenChecking : None',
        'WhenChangedUTC                  : 3/3/2021 6:49:50 AM',
        '',
      ].join('\r\n'),
    },
    verdict: 'compromised',
    check: 'EX-FS-008',
    outcome: 'success',
  },
  {
    name: 'mailbox exported into a page, by event',
    files: {
      'EventLogs/MSExchange Management.jsonl': cmdletEvents([
        {
          cmdlet: 'New-MailboxExportRequest',
          parameters:
            '-Mailbox "eve" -FilePath "\\\\127.0.0.1\\D$\\Exchange Server\\FrontEnd\\HttpProxy\\owa\\auth\\q.ASPX"',
          user: 'example.com/Users/eve',
        },
      ]),
      [W3SVC2]: iisLog([request('GET', '/owa/', 200)]),
    },
    verdict: 'compromised',
    check: 'EX-PS-005',
    outcome: 'success',
  },
  {
    name: 'deserialisation in the voicemail service, told by the Application log',
    files: {
      [W3SVC1]: iisLog([request('GET', '/owa/', 302)]),
      'EventLogs/Application.jsonl': `${JSON.stringify({
        System: {
          Provider: { Name: 'MSExchange Unified Messaging' },
          EventID: 1082,
          Level: 2,
          TimeCreated: { SystemTime: '2021-03-03T07:00:00.000Z' },
          Channel: 'Application',
          Computer: 'mail01.example.com',
        },
        EventData: { Data: 'System.InvalidCastException: Das Objekt kann nicht umgewandelt werden' },
      })}\n`,
    },
    verdict: 'compromised',
    check: 'EX-PL-011',
    outcome: 'success-likely',
  },
];

const folderOf = (index: number): string => `case-${String(index + 1).padStart(2, '0')}`;
const ORDER: readonly Finding['outcome'][] = ['probe', 'attempt', 'success-likely', 'success'];
const work = mkdtempSync(join(tmpdir(), 'missed-'));
const assessments = new Map<string, Assessment>();
afterAll(() => rmSync(work, { recursive: true, force: true }));

beforeAll(async () => {
  writeServers(work, Object.fromEntries(CASES.map(({ files }, index) => [folderOf(index), files])));
  const result = await assess([work], { workers: 2, reproducible: true });
  for (const assessment of result.assessments) assessments.set(assessment.host.root.replace(/\/.*$/, ''), assessment);
});

describe('found, although other tools miss it', () => {
  test('every case is a host of its own', () => {
    expect([...assessments.keys()].sort()).toEqual(CASES.map((_, index) => folderOf(index)));
  });

  test.each(CASES.map((one, index) => [one.name, one, folderOf(index)] as const))('%s', (_, one, folder) => {
    const assessment = assessments.get(folder);
    const findings = assessment?.findings ?? [];
    const found = findings.filter((f) => f.rule.checks.includes(one.check));
    const seen = findings.map((f) => `${f.rule.checks.join(',')} ${f.severity} ${f.outcome} ${f.rule.title}`);
    expect({ seen, verdict: assessment?.verdict.level }).toMatchObject({ verdict: one.verdict });
    const best = Math.max(-1, ...found.map((f) => ORDER.indexOf(f.outcome)));
    expect({ seen, outcome: ORDER[best] }).toMatchObject({ outcome: one.outcome });
    expect(assessment?.checks.find((c) => c.id === one.check)?.status).toBe('hit');
  });

  test('Exchange on drive D: the install path is told, its own temporary files are no finding', () => {
    const index = CASES.findIndex((c) => c.name === 'Exchange on drive D');
    expect(assessments.get(folderOf(index))?.host.exchangeInstallPath).toBe('D:\\Exchange Server\\');
  });
});
