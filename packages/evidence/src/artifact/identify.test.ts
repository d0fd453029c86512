import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARTIFACT_IDS, ARTIFACTS, identify } from './index.js';

const EX = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const of = (path: string, text: string | Uint8Array = ''): string | undefined => {
  const head = typeof text === 'string' ? bytes(text) : text;
  return identify(path, head, head.length);
};
const IIS =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time s-ip cs-method cs-uri-stem\r\n';
const exchange = (type: string): string =>
  `#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ${type}\r\n#Fields: a,b,c\r\n`;
const PROGRAM = (() => {
  const program = new Uint8Array(256);
  program.set(bytes('MZ'));
  program[60] = 128;
  program.set(bytes('PE\0\0'), 128);
  return program;
})();

describe('logs by content, whatever their name', () => {
  test.each([
    ['renamed.bin', IIS, 'iis-log'],
    ['x', '#Software: Microsoft HTTP API 2.0\r\n#Fields: date time c-ip s-reason\r\n', 'httperr-log'],
    ['1.txt', exchange('HttpProxy Logs'), 'exchange-httpproxy'],
    ['1.txt', exchange('ECP Server Log'), 'exchange-ecp-server'],
    ['1.txt', exchange('ECP Activity Context Log'), 'exchange-ecp-activity'],
    ['1.txt', exchange('Rps Cmdlet Logs'), 'exchange-cmdlet'],
    ['1.txt', exchange('Rps Http Logs'), 'exchange-rps-http'],
    ['1.txt', exchange('EWS Logs'), 'exchange-ews'],
    ['1.txt', exchange('Message Tracking Log'), 'message-tracking'],
    ['1.txt', exchange('Agent Log'), 'agent-log'],
    ['1.txt', exchange('SMTP Receive Protocol Log'), 'smtp-log'],
    ['1.txt', exchange('Something New'), 'exchange-csv'],
    ['events.json', '{"System":{"EventID":4688}}\n', 'event-log-json'],
    // The place decides where the content leaves it open.
    [`${EX}Logging\\Autodiscover\\x.LOG`, exchange('Something New'), 'exchange-autodiscover'],
    // A name does not make an event log of an IIS log.
    ['Security.evtx', IIS, 'iis-log'],
  ])('%s', (path, head, id) => expect(of(path, head)).toBe(id));
});

describe('logs by name, where the content does not tell', () => {
  test.each([
    ['u_ex210303.log', 'iis-log'],
    ['W3SVC1_u_ex210303.log', 'iis-log'],
    ['logs/W3SVC2/extra.log', 'iis-log'],
    ['httperr1.log', 'httperr-log'],
    ['HttpProxy_2021030306-1.LOG', 'exchange-httpproxy'],
    ['ECPServer20210303-1.LOG', 'exchange-ecp-server'],
    ['MSGTRKMS2021030306-1.LOG', 'message-tracking'],
    [`${EX}Logging\\OABGeneratorLog\\x.log`, 'oab-generator'],
  ])('%s', (path, id) => expect(of(path)).toBe(id));
});

describe('files', () => {
  test.each([
    ['C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config', '<configuration>', 'application-host-config'],
    ['renamed.xml', '\ufeff<?xml version="1.0"?><configuration><system.applicationHost>', 'application-host-config'],
    ['C:\\inetpub\\history\\CFGHISTORY_0000000001\\applicationHost.config', '<configuration>', 'iis-config-history'],
    [`${EX}FrontEnd\\HttpProxy\\owa\\web.config`, '<configuration/>', 'web-config'],
    ['DefaultWebSite-ECP_web.config', '<configuration/>', 'web-config'],
    [`${EX}TransportRoles\\Shared\\agents.config`, '<configuration/>', 'agents-config'],
    [`D:\\Mail\\Bin\\ExSetup.exe`, PROGRAM, 'exchange-binary'],
    [`${EX}FrontEnd\\HttpProxy\\owa\\auth\\x.aspx`, '<%', 'web-file'],
    [`${EX}FrontEnd\\HttpProxy\\owa\\auth\\x.js`, '', 'web-file'],
    ['C:\\inetpub\\wwwroot\\aspnet_client\\a.txt', 'x', 'web-file'],
    ['D:\\backup\\HELP.ASPX', 'x', 'web-file'],
    ['aspnet_client/x.ashx', 'x', 'web-file'],
    // What the server runs stays a web file, however it begins.
    ['C:\\inetpub\\wwwroot\\x.aspx', IIS, 'web-file'],
    ['C:\\data\\server.cer', 'x', undefined],
    [
      'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\owa\\1\\2\\x.aspx.f5dba9b9.compiled',
      '<preserve',
      'compiled-page',
    ],
    ['x.aspx.f5dba9b9.compiled', '<preserve', 'compiled-page'],
    ['C:\\Windows\\System32\\Tasks\\Winnet', 'garbage', 'scheduled-task'],
    [
      'task.xml',
      utf16(
        '<?xml version="1.0" encoding="UTF-16"?>\r\n<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
      ),
      'scheduled-task',
    ],
    ['C:\\Windows\\System32\\winevt\\Logs\\Security.evtx', 'ElfFile\0', 'evtx'],
    ['C:\\Windows\\System32\\config\\SYSTEM', 'regf', 'registry-hive'],
    ['C:\\Windows\\System32\\config\\SYSTEM.LOG1', 'regf', 'registry-log'],
    ['C:\\Users\\bob\\ntuser.dat.LOG2', 'regf', 'registry-log'],
    ['C:\\Windows\\AppCompat\\Programs\\Amcache.hve', 'regf', 'registry-hive'],
    ['C:\\ProgramData\\sam.hiv', 'regf', 'interesting-file'],
    ['evidence\\services.reg', 'Windows Registry Editor Version 5.00\r\n', 'registry-export'],
    ['C:\\Windows\\System32\\wbem\\Repository\\OBJECTS.DATA', '\u0001\u0002\u0003\u0004', 'wmi-repository'],
    [
      'C:\\Users\\bob\\AppData\\Roaming\\Microsoft\\Windows\\PowerShell\\PSReadLine\\ConsoleHost_history.txt',
      'dir\r\n',
      'powershell-history',
    ],
    ['C:\\Windows\\Temp\\sam.gif', 'regf', 'interesting-file'],
    ['C:\\$MFT', 'FILE0', 'mft'],
    ['C:\\$Extend\\$UsnJrnl:$J', '\0\0', 'usn-journal'],
    ['uploads/$Extend/$UsnJrnl%3A$J', '\0\0', 'usn-journal'],
    ['$J', '\0\0', 'usn-journal'],
    ['C:\\Windows\\Prefetch\\CMD.EXE-01.pf', 'MAM\x04', 'prefetch'],
    ['CMD.EXE-01.pf', '\x17\0\0\0SCCA', 'prefetch'],
    ['C:\\ProgramData\\Microsoft\\Windows\\WER\\ReportQueue\\a\\Report.wer', 'x', 'wer-report'],
    ['C:\\EOMTSummary.txt', 'x', 'tool-log'],
    ['C:\\Windows\\debug\\msert.log', 'x', 'tool-log'],
    ['client_info.json', '{}', 'velociraptor-metadata'],
    ['C:\\x\\metadata.json', '{}', undefined],
    ['C:\\ProgramData\\it.zip', 'PK\x03\x04', 'interesting-file'],
    ['C:\\ProgramData\\COM1\\x.dat', 'x', 'interesting-file'],
    ['C:\\ProgramData\\Vendor\\Product\\x.dat', 'x', undefined],
    ['C:\\ProgramData\\Vendor\\Product\\deep\\x.dat', 'MDMP', 'interesting-file'],
    ['C:\\Users\\Public\\Downloads\\x.exe', PROGRAM, 'interesting-file'],
    ['E:\\$RECYCLE.BIN\\S-1-5-21\\$R1.aspx.txt', 'x', 'interesting-file'],
    ['C:\\it.zip', 'PK\x03\x04', 'interesting-file'],
    ['C:\\pagefile.sys', 'x', undefined],
    ['C:\\Windows\\System32\\tool.exe', PROGRAM, 'interesting-file'],
    ['C:\\Windows\\System32\\kernel32.dll', PROGRAM, undefined],
    ['C:\\Windows\\System32\\drivers\\x.sys', PROGRAM, undefined],
    ['C:\\Windows\\WinSxS\\amd64_x\\default.aspx', 'x', undefined],
    [`${EX}Bin\\version.dll`, PROGRAM, 'interesting-file'],
    [`${EX}Bin\\Microsoft.Exchange.Common.dll`, PROGRAM, undefined],
    ['C:\\Users\\a\\report.docx', 'PK\x03\x04', undefined],
  ])('%s', (path, head, id) => expect(of(path, head)).toBe(id));
});

function utf16(text: string): Uint8Array {
  return Buffer.from(`\ufeff${text}`, 'utf16le');
}

test('the table holds each artifact once, in whole sentences', () => {
  expect(ARTIFACTS.map(({ id }) => id)).toEqual([...ARTIFACT_IDS]);
  for (const artifact of ARTIFACTS) {
    expect(artifact.collect, artifact.id).toMatch(/^[A-Z].*\.$/);
    expect(artifact.paths.length, artifact.id).toBeGreaterThan(0);
    expect(artifact.tells, artifact.id).not.toMatch(/\.$/);
  }
});

test('any path and any bytes have an answer', () => {
  fc.assert(
    fc.property(fc.string(), fc.uint8Array({ maxLength: 2000 }), (path, head) => {
      const id = identify(path, head, head.length);
      expect(id === undefined || ARTIFACT_IDS.includes(id)).toBe(true);
    }),
  );
});

const shared = fileURLToPath(new URL('../../../../../shared/', import.meta.url));
const hasShared = existsSync(join(shared, 'facts'));
if (!hasShared) console.warn('SKIPPED: ../shared is missing; real samples were not identified');

describe.skipIf(!hasShared)('real samples', () => {
  const at = (folder: string): string[] =>
    readdirSync(join(shared, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const idOf = (file: string): string | undefined => {
    const head = readFileSync(file).subarray(0, 65_536);
    return identify('loose', head, head.length);
  };
  test('format examples, by content alone', () => {
    const seen = at('facts/format-examples').map((file) => [
      file.slice(file.indexOf('format-examples') + 16),
      idOf(file),
    ]);
    expect(Object.fromEntries(seen)).toMatchObject({
      'CmdletInfra/Powershell-Proxy/Cmdlet/Rps_Cmdlet_2021030306-1.LOG': 'exchange-cmdlet',
      'ECP/Activity/ECPActivity_4412_20210303-1.LOG': 'exchange-ecp-activity',
      'ECP/Server/ECPServer20210303-1.LOG': 'exchange-ecp-server',
      'Ews/Ews_2021030306-1.LOG': 'exchange-ews',
      'HTTPERR/httperr1.log': 'httperr-log',
      'HttpProxy/Ecp/HttpProxy_2021030306-1.LOG': 'exchange-httpproxy',
      'IIS/W3SVC1/u_ex210303.log': 'iis-log',
      'LocalQueue/Exchange/audit20210303-1.LOG': 'exchange-audit',
      'MessageTracking/MSGTRKMS2021030306-1.LOG': 'message-tracking',
      'Tasks/SyntheticTask': 'scheduled-task',
    });
  });
  test('every real task, by content alone', () => {
    const files = at('samples/tasks');
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !/\.(xml|md|txt)$/i.test(file) && idOf(file) !== 'scheduled-task')).toEqual([]);
  });
  test('real IIS configuration', () => {
    const file = join(shared, 'samples/config/exchange-2016/Exchange/IIS/applicationHost.config');
    expect(idOf(file)).toBe('application-host-config');
  });
});
