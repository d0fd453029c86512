/**
 * Evidence that no rule was written for: attacks in a form of their own, and ordinary or scanned servers that look like
 * attacked ones. Each case is a server of its own; all are assessed in one run. Everything is inert.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import type { Answer, Assessment } from '@allclear/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cmdletEvents, type Files, IIS_FIELDS, type Row, writeServers } from './tiny-logs.js';
import {
  ask,
  BROWSER,
  CLEAN_FILES,
  HOUR,
  INSIDE,
  NAMES,
  OUTSIDE,
  ordinary,
  proxyLogs,
  repeat,
  siteLogs,
} from './unseen-servers.js';

const BEGIN = Date.UTC(2021, 2, 20);
const LATE = BEGIN + 6 * 24 * HOUR + 3 * HOUR;
const WEEK = ordinary(BEGIN, 8);
const NO_REFERER = IIS_FIELDS.replace(' cs(Referer)', '');
const front = (rows: readonly Row[], fields?: string): Files => siteLogs('W3SVC1', [...WEEK, ...rows], fields);
const monitor = (from: number, step: number): Row[] =>
  repeat(150, from, step, (time) =>
    ask(time, 'POST', '/monitor/check.aspx', 200, { 'c-ip': '10.0.0.7', 'cs(User-Agent)': '-' }),
  );
const sweep = (method: string, status: number): Row[] =>
  ['/owa/auth/', '/aspnet_client/', '/ecp/auth/'].flatMap((folder, f) =>
    NAMES.map((name, n) => ask(LATE + (f * 50 + n) * 1000, method, `${folder}${name}.aspx`, status)),
  );
const JSON_URL = '/autodiscover/autodiscover.json?@x.example';
const MAIL = '&Email=autodiscover/autodiscover.json%3F@x.example';
const windowsEvent = (provider: string, id: number, channel: string, data: unknown): string =>
  `${JSON.stringify({
    System: {
      Provider: { Name: provider },
      EventID: id,
      Level: 3,
      TimeCreated: { SystemTime: new Date(LATE).toISOString() },
      Channel: channel,
      Computer: 'mail01.example.com',
    },
    EventData: data,
  })}\n`;
const ssrf = (anchor: string): Row => ({
  time: new Date(LATE).toISOString(),
  UrlStem: '/ecp/x.js',
  AnchorMailbox: anchor,
  ClientIpAddress: OUTSIDE,
  HttpStatus: 200,
  RoutingHint: 'X-BEResource-Cookie',
});
/** January and February 2021, so that the whole time of the first wave is covered. */
const WINTER = ordinary(Date.UTC(2021, 0, 2), 40);
const winterProxy = (protocol: string, stem: string): Files =>
  proxyLogs(
    protocol,
    repeat(40 * 24, Date.UTC(2021, 0, 2), HOUR, (time) => ({
      time: new Date(time).toISOString(),
      Protocol: protocol,
      UrlStem: stem,
      Method: 'GET',
      HttpStatus: 200,
      ClientIpAddress: INSIDE,
      AuthenticatedUser: 'EXAMPLE\\anna',
    })),
  );

interface Case {
  readonly name: string;
  readonly files: Files;
  readonly verdict: Assessment['verdict']['level'];
  /** What an answer must say, or (with `not`) must not. */
  readonly says?: readonly (readonly [Answer['id'], RegExp] | readonly [Answer['id'], 'not', RegExp])[];
}

const CASES: readonly Case[] = [
  {
    name: 'scanners found the server open to ProxyShell; nobody came in',
    files: front(repeat(4, LATE, HOUR, (time) => ask(time, 'GET', `${JSON_URL}/mapi/nspi/?${MAIL}`, 200))),
    verdict: 'cannot-tell',
    says: [
      ['entered', /no sign/],
      ['patched', /open to a look for CVE-2021-34473/],
    ],
  },
  {
    name: 'ProxyShell refused: data was sent, that is no look',
    files: front(repeat(4, LATE, HOUR, (time) => ask(time, 'POST', `${JSON_URL}/powershell/?${MAIL}`, 401))),
    verdict: 'attacked',
    says: [['entered', /no sign/]],
  },
  {
    name: 'ProxyShell refused, only looked for',
    files: front(repeat(4, LATE, HOUR, (time) => ask(time, 'GET', `${JSON_URL}/powershell/?${MAIL}`, 401))),
    verdict: 'cannot-tell',
    says: [['attacked', /only probed/]],
  },
  {
    name: 'ProxyShell tries at port 80, where everything is sent on to https',
    files: front(
      repeat(4, LATE, HOUR, (time) => ask(time, 'POST', `${JSON_URL}/powershell/?${MAIL}`, 302, { 's-port': 80 })),
    ),
    verdict: 'cannot-tell',
  },
  {
    name: 'ProxyShell: the page it left is not ascribed to another flaw',
    files: front([
      ...repeat(5, LATE, 3000, (time) => ask(time, 'POST', `${JSON_URL}/powershell/?X-Rps-CAT=x${MAIL}`, 200)),
      ...repeat(6, LATE + HOUR, 20_000, (time) => ask(time, 'POST', '/aspnet_client/SYNTHETIC.aspx', 200)),
    ]),
    verdict: 'compromised',
    says: [
      ['entered', /1 web shell/],
      ['entered', 'not', /27065/],
      ['present', /not known: the web folders/],
    ],
  },
  { name: 'IIS answers OPTIONS for any name', files: front(sweep('OPTIONS', 200)), verdict: 'cannot-tell' },
  {
    name: 'a server that answers every name alike',
    files: front(sweep('GET', 200)),
    verdict: 'suspicious',
    says: [
      ['attacked', /as if every name were there/],
      ['attacked', 'not', /scanners/],
    ],
  },
  { name: 'a broken server that fails for every name', files: front(sweep('GET', 500)), verdict: 'suspicious' },
  {
    name: 'one page fails while others are missing',
    files: front([
      ...repeat(4, LATE, 9000, (time) => ask(time, 'POST', '/aspnet_client/SYNTHETIC.aspx', 500)),
      ...NAMES.slice(0, 3).map((name) => ask(LATE + HOUR, 'GET', `/aspnet_client/${name}.aspx`, 404)),
    ]),
    verdict: 'compromised',
  },
  {
    name: 'monitoring without a name, since the log begins',
    files: front(monitor(BEGIN, HOUR)),
    verdict: 'cannot-tell',
  },
  { name: 'the same monitoring, set up late', files: front(monitor(LATE, 600_000)), verdict: 'suspicious' },
  {
    name: 'a partner program from outside, late and by the clock',
    files: front(
      repeat(60, LATE, HOUR / 2, (time) =>
        ask(time, 'POST', '/invoice/receive.ashx', 200, { 'cs(User-Agent)': 'Gateway/3.1' }),
      ),
    ),
    verdict: 'suspicious',
  },
  {
    name: 'a shell outside the usual places, in a log without referrers',
    files: front(
      repeat(25, LATE, 15_000, (time, n) => ask(time + n * n * 700, 'POST', '/help2/SYNTHETIC.aspx', 200)),
      NO_REFERER,
    ),
    verdict: 'compromised',
  },
  {
    name: 'a shell that takes its commands in the address',
    files: front(
      ['whoami', 'net+user', 'ipconfig', 'tasklist'].map((word, n) =>
        ask(LATE + n * 9000, 'GET', `/scripts/SYNTHETIC.aspx?c=${word}`, 200),
      ),
    ),
    verdict: 'compromised',
  },
  {
    name: 'second step of the sign-in by another vendor, used by everybody',
    files: front(
      repeat(160, BEGIN, HOUR, (time, n) =>
        ask(time, n % 2 ? 'POST' : 'GET', '/owa/auth/otp.aspx', 200, {
          'c-ip': `10.1.1.${20 + (n % 12)}`,
          'cs(Referer)': 'https://mail.example.com/owa/auth/logon.aspx',
        }),
      ),
    ),
    verdict: 'suspicious',
  },
  {
    name: 'ProxyLogon through an unpublished file name, front-end web log only',
    files: front([ask(LATE, 'POST', '/ecp/SYNTHETIC9.js', 200), ask(LATE + 2000, 'POST', '/ecp/SYNTHETIC9.js', 241)]),
    verdict: 'compromised',
  },
  {
    name: 'a scanner makes an open server fetch a harmless page elsewhere',
    files: {
      ...siteLogs('W3SVC1', WEEK),
      ...proxyLogs('Ecp', [ssrf('Server\x49nfo~c9q1.oast.example/ecp/default.flt?~3')]),
    },
    verdict: 'suspicious',
  },
  {
    name: 'a shell that only the front end log still tells',
    files: {
      ...siteLogs('W3SVC1', ordinary(BEGIN + 5 * 24 * HOUR, 2)),
      ...proxyLogs(
        'Owa',
        repeat(5, BEGIN + 24 * HOUR, 9000, (time) => ({
          time: new Date(time).toISOString(),
          Protocol: 'Owa',
          UrlStem: '/owa/auth/SYNTHETIC.aspx',
          HttpStatus: 200,
          ClientIpAddress: OUTSIDE,
          UserAgent: BROWSER,
        })),
      ),
    },
    verdict: 'compromised',
  },
  {
    name: 'an administrator exports mailboxes to a file server',
    files: {
      ...siteLogs('W3SVC1', WEEK),
      'EventLogs/MSExchange Management.jsonl': cmdletEvents([
        {
          cmdlet: 'New-ManagementRoleAssignment',
          parameters: '-Role "Mailbox Import Export" -User "admin"',
          user: 'example.com/Users/admin',
        },
        {
          cmdlet: 'New-MailboxExportRequest',
          parameters: '-Mailbox "eve" -FilePath "\\\\fs01\\pst$\\eve.pst"',
          user: 'example.com/Users/admin',
        },
      ]),
    },
    verdict: 'cannot-tell',
    says: [['attacked', 'not', /scanners/]],
  },
  {
    name: 'Windows own audit names no application pool',
    files: {
      ...siteLogs('W3SVC1', WEEK),
      'EventLogs/Security.jsonl': windowsEvent('Microsoft-Windows-Security-Auditing', 4688, 'Security', {
        NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
        ParentProcessName: 'C:\\Windows\\System32\\inetsrv\\w3wp.exe',
        CommandLine: 'cmd /c whoami',
      }),
    },
    verdict: 'compromised',
  },
  {
    name: 'page state signed with a stolen key',
    files: {
      ...siteLogs('W3SVC1', WEEK),
      'EventLogs/Application.jsonl': windowsEvent('ASP.NET 4.0.30319.0', 1316, 'Application', {
        Data: '4009 Viewstate verification failed. Reason: Viewstate was invalid. https://mail.example.com/owa/auth/errorFE.aspx',
      }),
    },
    verdict: 'attacked',
  },
  {
    name: 'a reverse proxy stands for everybody and is not named as the attacker',
    files: siteLogs('W3SVC1', [
      ...ordinary(BEGIN, 8, '10.0.0.254'),
      ask(LATE, 'POST', '/ecp/SYNTHETIC9.js', 241, { 'c-ip': '10.0.0.254' }),
    ]),
    verdict: 'compromised',
    says: [['attacked', /passes on everybody's requests/]],
  },
  {
    name: 'nothing happened, and the logs of the whole time are there',
    files: { ...siteLogs('W3SVC1', WINTER), ...CLEAN_FILES },
    verdict: 'nothing-found',
  },
  {
    name: 'two days of the front end deleted while the back end goes on',
    files: {
      ...siteLogs(
        'W3SVC1',
        WINTER.filter((row) => !/^2021-01-2[01]/.test(String(row.time))),
      ),
      ...siteLogs('W3SVC2', WINTER),
      ...CLEAN_FILES,
    },
    verdict: 'cannot-tell',
    says: [['entered', /2 days \(W3SVC1: 2021-01-20 and 2021-01-21\)/]],
  },
  {
    name: 'of the web folders only one was collected',
    files: { ...siteLogs('W3SVC1', WINTER), 'C/inetpub/wwwroot/iisstart.htm': '<html></html>' },
    verdict: 'cannot-tell',
    says: [['entered', /FrontEnd/]],
  },
  { name: 'only the inner site', files: { ...siteLogs('W3SVC2', WINTER), ...CLEAN_FILES }, verdict: 'cannot-tell' },
  {
    name: 'front end logs, whole',
    files: { ...winterProxy('Owa', '/owa/'), ...winterProxy('Ecp', '/ecp/'), ...CLEAN_FILES },
    verdict: 'nothing-found',
  },
  {
    name: 'front end logs without the folder through which the attacks came',
    files: { ...winterProxy('Owa', '/owa/'), ...CLEAN_FILES },
    verdict: 'cannot-tell',
    says: [['entered', /HttpProxy\\Ecp/]],
  },
];

const folderOf = (index: number): string => `case-${String(index + 1).padStart(2, '0')}`;
const work = mkdtempSync(join(tmpdir(), 'unseen-'));
const assessments = new Map<string, Assessment>();
afterAll(() => rmSync(work, { recursive: true, force: true }));

beforeAll(async () => {
  writeServers(work, Object.fromEntries(CASES.map(({ files }, index) => [folderOf(index), files])));
  const result = await assess([work], { workers: 2, reproducible: true });
  for (const assessment of result.assessments) assessments.set(assessment.host.root.replace(/\/.*$/, ''), assessment);
}, 60_000);

test.each(CASES.map((one, index) => ({ ...one, folder: folderOf(index) })))(
  '$name: $verdict',
  ({ folder, verdict, says }) => {
    const assessment = assessments.get(folder);
    const found = assessment?.findings.map((f) => `${f.severity} ${f.outcome}: ${f.rule.title}`).join('\n');
    expect(assessment?.verdict.level, found).toBe(verdict);
    for (const [id, ...rest] of says ?? []) {
      const text = assessment?.answers.find((answer) => answer.id === id)?.text ?? '';
      if (rest[0] === 'not') expect(text).not.toMatch(rest[1] ?? /$^/);
      else expect(text).toMatch(rest[0]);
    }
  },
);
