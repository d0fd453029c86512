import type { Scenario } from '../scenario/index.js';
import { townhall } from '../server/index.js';
import { at } from '../write/index.js';
import { ALL_BACKGROUND } from './background.js';

const FIRST = '203.0.113.7';
const SECOND = '198.51.100.23';
const FIRST_PAGE = '/aspnet_client/m7kTq2Xv.aspx';
const SECOND_PAGE = '/owa/auth/OutlookEN.aspx';

/** `http://f/` and a script element whose body is broken on purpose and says that it is inert; base64. */
const INERT_URL =
  'aHR0cDovL2YvPHNjcmlwdCBsYW5ndWFnZT0iSlNjcmlwdCIgcnVuYXQ9InNlcnZlciI+LyogSU5FUlQ6IHN5bnRoZXRpYyBldmlkZW5jZSBvZiB0aGUgQWxsY2xlYXIgbGFiLCBicm9rZW4gb24gcHVycG9zZSAqLyBmdW5jdGlvbiBQYWdlX0xvYWQoKXsgZXZAbCggUmVxdWVzdF9bInRvd243Il0sICJpbmVydCIgOyA8L3NjcmlwdD4=';

const CMD = 'C:\\Windows\\System32\\cmd.exe';

const server = townhall({
  seed: 'townhall-compromised-1',
  patchedAt: '2021-03-09T18:41:00Z',
  outageMinutes: 37,
  requestsPerWorkday: 2400,
  probeMinutes: 5,
  rollHours: 6,
});

/** The story of March 2021 on one small server: entered a day after disclosure, patched six days later, half cleaned. */
export const townhallCompromised: Scenario = {
  id: 'townhall-compromised',
  seed: 'townhall-compromised-1',
  server,
  period: { from: at('2021-02-20T00:00:00Z'), to: at('2021-03-16T00:00:00Z') },
  retention: { iis: at('2021-02-20T00:00:00Z'), exchange: at('2021-03-01T00:00:00Z') },
  background: ALL_BACKGROUND,
  intrusion: [
    { kind: 'rpc-recon', at: '2021-03-03T06:41:07.310Z', from: FIRST },
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T06:49:42.080Z',
      from: FIRST,
      stem: '/ecp/y.js',
      firstContact: true,
      drop: {
        page: FIRST_PAGE,
        path: 'C:\\inetpub\\wwwroot\\aspnet_client\\m7kTq2Xv.aspx',
        externalUrlBase64: INERT_URL,
      },
    },
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T06:58:07.400Z',
      from: FIRST,
      stem: '/ecp/y.js',
      firstContact: false,
      drop: {
        page: SECOND_PAGE,
        path: `${server.installPath}FrontEnd\\HttpProxy\\owa\\auth\\OutlookEN.aspx`,
        externalUrlBase64: INERT_URL,
      },
    },
    {
      kind: 'shell-use',
      at: '2021-03-03T07:02:10.000Z',
      from: FIRST,
      page: FIRST_PAGE,
      commands: [
        {
          after: 120,
          duration: 640,
          image: CMD,
          commandLineBase64:
            'ImNtZCIgL2MgY2QgL2QgIkM6XGluZXRwdWJcd3d3cm9vdFxhc3BuZXRfY2xpZW50IiZ3aG9hbWkmZWNobyBbU10mY2QmZWNobyBbRV0=',
        },
        {
          after: 21_400,
          duration: 310,
          image: CMD,
          commandLineBase64:
            'ImNtZCIgL2MgY2QgL2QgIkM6XGluZXRwdWJcd3d3cm9vdFxhc3BuZXRfY2xpZW50IiZpcGNvbmZpZyAvYWxsJmVjaG8gW1NdJmNkJmVjaG8gW0Vd',
        },
        {
          after: 63_900,
          duration: 870,
          image: CMD,
          commandLineBase64:
            'ImNtZCIgL2MgY2QgL2QgIkM6XGluZXRwdWJcd3d3cm9vdFxhc3BuZXRfY2xpZW50IiZuZXQgZ3JvdXAgIkV4Y2hhbmdlIE9yZ2FuaXphdGlvbiBhZG1pbmlzdHJhdG9ycyIgL2RvbWFpbiZlY2hvIFtTXSZjZCZlY2hvIFtFXQ==',
        },
        {
          after: 132_200,
          duration: 540,
          image: CMD,
          commandLineBase64:
            'ImNtZCIgL2MgY2QgL2QgIkM6XGluZXRwdWJcd3d3cm9vdFxhc3BuZXRfY2xpZW50IiZ0YXNrbGlzdCAvdiZlY2hvIFtTXSZjZCZlY2hvIFtFXQ==',
        },
      ],
    },
    {
      kind: 'shell-use',
      at: '2021-03-03T07:11:26.000Z',
      from: FIRST,
      page: SECOND_PAGE,
      commands: [
        {
          after: 400,
          duration: 3900,
          image: 'C:\\Windows\\System32\\rundll32.exe',
          commandLineBase64:
            'cnVuZGxsMzIgQzpcd2luZG93c1xzeXN0ZW0zMlxjb21zdmNzLmRsbCBNaW5pRHVtcCA2NTIgQzpcV2luZG93c1xUZW1wXGxzYXNzLmRtcCBmdWxs',
          drops: { path: 'C:\\Windows\\Temp\\lsass.dmp', content: 'minidump' },
        },
        {
          after: 166_000,
          duration: 7300,
          image: 'C:\\ProgramData\\7z.exe',
          commandLineBase64:
            'QzpcUHJvZ3JhbURhdGFcN3ouZXhlIGEgLXR6aXAgQzpcUHJvZ3JhbURhdGFcaXQuemlwIEM6XFdpbmRvd3NcVGVtcFxsc2Fzcy5kbXA=',
          drops: { path: 'C:\\ProgramData\\it.zip', content: 'archive' },
        },
      ],
    },
    {
      kind: 'scheduled-task',
      at: '2021-03-03T07:20:31.500Z',
      from: FIRST,
      page: SECOND_PAGE,
      name: 'TimeSyncHealth',
      intervalMinutes: 45,
      encodedText: '# INERT: synthetic evidence of the Allclear lab; this text does nothing',
    },
    {
      kind: 'shell-visit',
      at: ['2021-03-03T07:31:12.200Z', '2021-03-04T02:14:55.900Z', '2021-03-06T20:40:18.000Z'],
      from: FIRST,
      page: SECOND_PAGE,
    },
    {
      kind: 'ssrf-mail-theft',
      at: '2021-03-04T22:14:03.000Z',
      from: SECOND,
      stem: '/ecp/main.css',
      userAgent: 'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
      reads: [
        { after: 0, mailbox: 'mayor', action: 'FindItem', bytes: 911_204, duration: 2100 },
        { after: 9400, mailbox: 'mayor', action: 'GetItem', bytes: 48_310_772, duration: 31_500 },
        { after: 61_800, mailbox: 'treasurer', action: 'GetItem', bytes: 22_907_115, duration: 17_800 },
        { after: 104_300, mailbox: 'legal', action: 'GetItem', bytes: 65_120_438, duration: 44_900 },
      ],
    },
    {
      kind: 'shell-visit',
      at: ['2021-03-10T11:37:09.400Z', '2021-03-11T23:05:41.700Z', '2021-03-13T04:22:30.100Z'],
      from: FIRST,
      page: SECOND_PAGE,
    },
    {
      kind: 'shell-visit',
      at: ['2021-03-10T11:36:50.000Z', '2021-03-13T04:22:11.600Z'],
      from: FIRST,
      page: FIRST_PAGE,
    },
    {
      kind: 'shell-visit',
      at: ['2021-03-12T09:48:02.300Z', '2021-03-12T09:48:40.900Z'],
      from: FIRST,
      page: FIRST_PAGE,
      method: 'GET',
    },
    {
      kind: 'antivirus',
      at: '2021-03-12T02:14:20.000Z',
      path: 'C:\\inetpub\\wwwroot\\aspnet_client\\m7kTq2Xv.aspx',
      threat: 'Backdoor:ASP/Chopper.F!dha',
    },
  ],
  undetectable: [
    'HttpProxy, ECP and EWS logs before 2021-03-01 have rotated away: whether mail was read through the SSRF before that day cannot be told from them.',
    'What was sent to the pages and what came back: IIS logs neither bodies nor sizes by default.',
    'Whether C:\\ProgramData\\it.zip left the server: no network evidence was collected.',
  ],
  coverage: [
    { source: 'iis', from: '2021-02-20', to: '2021-03-15' },
    { source: 'httpproxy', from: '2021-03-01', to: '2021-03-15' },
  ],
};
