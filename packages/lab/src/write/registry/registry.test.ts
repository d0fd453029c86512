/**
 * A server's registry as the lab writes it: read by other programs without a complaint, quiet as it was installed, and
 * each way back in named, with a near miss that is not.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assess } from '@allclear/assessment';
import { type Assessment, SEVERITY_ORDER } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRegfExport } from '../../conformance/regfexport.js';
import { kapePath } from '../../evidence/entry.js';
import { serverFrom } from '../../server/index.js';
import { type RegistryChange, serverHives } from './index.js';

const server = serverFrom(
  { version: '2019', builds: [['2020-01-10T00:00:00Z', '15.2.858.5']], closedToMarch2021: false },
  'registry',
);
const INSTALLED = Date.UTC(2019, 5, 3, 8);
const AT = Date.UTC(2021, 2, 3, 4, 5, 6);
const account = { rid: 1006, created: AT, administrator: true };
const task = { id: '{0D1E2F30-0000-4000-8000-0000000000AA}', command: 'C:\\Windows\\System32\\inert.exe' };
/** Inert: the encoded text is "AAAAAAAAAAAA". */
const ENCODED = ['power', 'shell.exe -nop -w hid', 'den -e QUFBQUFBQUFBQUFBQUFBQQ=='].join('');

interface Case {
  readonly name: string;
  readonly change: RegistryChange;
  readonly rule: RegExp;
  readonly remnant: string;
  readonly nearMiss: RegistryChange;
}

const CASES: readonly Case[] = [
  {
    name: 'service in a public folder',
    change: { kind: 'service', at: AT, name: 'Helper', command: 'C:\\Users\\Public\\h.exe' },
    rule: /^Service that runs a program from/,
    remnant: 'service',
    nearMiss: { kind: 'service', at: AT, name: 'Helper', command: '"C:\\Program Files\\Helper\\h.exe"' },
  },
  {
    name: 'service library in a temporary folder',
    change: {
      kind: 'service',
      at: AT,
      name: 'Net',
      command: '%SystemRoot%\\System32\\svchost.exe -k netsvcs',
      library: 'C:\\Windows\\Temp\\n.dll',
    },
    rule: /^Service that runs a program from/,
    remnant: 'service',
    nearMiss: {
      kind: 'service',
      at: AT,
      name: 'Net',
      command: '%SystemRoot%\\System32\\svchost.exe -k netsvcs',
      library: '%SystemRoot%\\System32\\n.dll',
    },
  },
  {
    name: 'service that is an encoded command',
    change: { kind: 'service', at: AT, name: 'u', command: ENCODED },
    rule: /script host|hidden or downloading/,
    remnant: 'service',
    nearMiss: { kind: 'service', at: AT, name: 'u', command: 'cmd.exe /c "C:\\Program Files\\Agent\\run.cmd"' },
  },
  {
    name: 'Run key to a web folder',
    change: { kind: 'run', at: AT, name: 'upd', command: 'C:\\inetpub\\wwwroot\\aspnet_client\\u.exe' },
    rule: /starts by itself from a web folder/,
    remnant: 'autostart',
    nearMiss: { kind: 'run', at: AT, name: 'upd', command: '"C:\\Program Files (x86)\\Vendor\\u.exe"' },
  },
  {
    name: 'shell in place of the sticky keys',
    change: { kind: 'image-debugger', at: AT, program: 'sethc.exe', command: 'C:\\Windows\\System32\\cmd.exe' },
    rule: /accessibility tool/,
    remnant: 'autostart',
    nearMiss: { kind: 'image-debugger', at: AT, program: 'taskmgr.exe', command: '"C:\\Tools\\procexp64.exe"' },
  },
  {
    name: 'second program at logon',
    change: {
      kind: 'winlogon',
      at: AT,
      name: 'Userinit',
      command: 'C:\\Windows\\system32\\userinit.exe,C:\\Tools\\u.exe',
    },
    rule: /Windows starts at logon/,
    remnant: 'autostart',
    nearMiss: { kind: 'winlogon', at: AT, name: 'Userinit', command: 'userinit.exe' },
  },
  {
    name: 'library that sees passwords',
    change: { kind: 'lsa-package', at: AT, name: 'pwcheck' },
    rule: /sees? every password|see every password/,
    remnant: 'autostart',
    nearMiss: { kind: 'lsa-package', at: AT, name: 'kdcsvc' },
  },
  {
    name: 'hidden task',
    change: { kind: 'task', at: AT, task: { ...task, path: '\\WinUpdate' }, hidden: true },
    rule: /hidden from every list/,
    remnant: 'scheduled-task',
    nearMiss: { kind: 'task', at: AT, task: { ...task, path: '\\WinUpdate' } },
  },
  {
    name: 'task in a public folder',
    change: { kind: 'task', at: AT, task: { ...task, path: '\\Sync', command: 'C:\\PerfLogs\\s.exe' } },
    rule: /^Registered task that runs a program from/,
    remnant: 'scheduled-task',
    nearMiss: { kind: 'task', at: AT, task: { ...task, path: '\\Sync', command: 'C:\\Program Files\\Sync\\s.exe' } },
  },
  {
    name: 'hidden account',
    change: { kind: 'account', account: { ...account, name: 'support$' } },
    rule: /name that Windows hides/,
    remnant: 'account',
    nearMiss: { kind: 'account', account: { ...account, name: 'svc-scan', administrator: false } },
  },
  {
    name: 'forwarding to remote desktop',
    change: { kind: 'port-proxy', at: AT, listen: '0.0.0.0/8443', connect: '10.0.0.5/3389' },
    rule: /^Port forwarding to remote desktop/,
    remnant: 'port-proxy',
    nearMiss: { kind: 'stored-passwords', at: AT },
  },
  {
    name: 'antivirus told to look away from a drive',
    change: { kind: 'antivirus-exclusion', at: AT, path: 'C:\\' },
    rule: /look away from whole drives/,
    remnant: 'antivirus-exclusion',
    nearMiss: { kind: 'antivirus-exclusion', at: AT, path: 'E:\\DB01' },
  },
  {
    name: 'passwords kept in memory',
    change: { kind: 'stored-passwords', at: AT },
    rule: /passwords readable in memory/,
    remnant: 'registry-value',
    nearMiss: { kind: 'port-proxy', at: AT, listen: '0.0.0.0/80', connect: '10.0.0.5/80' },
  },
  {
    name: 'library of the print spooler in a temporary folder',
    change: { kind: 'print-monitor', at: AT, name: 'Port', library: 'C:\\Windows\\Temp\\p.dll' },
    rule: /starts by itself from a web folder/,
    remnant: 'autostart',
    nearMiss: { kind: 'print-monitor', at: AT, name: 'Port', library: 'pdfmon.dll' },
  },
  {
    name: 'helper of netsh in a folder for public data',
    change: { kind: 'netsh-helper', at: AT, name: 'x', library: 'C:\\Users\\Public\\x.dll' },
    rule: /starts by itself from a web folder/,
    remnant: 'autostart',
    nearMiss: { kind: 'netsh-helper', at: AT, name: 'x', library: 'C:\\Program Files\\VPN\\x.dll' },
  },
  {
    name: 'class of a user redirected',
    change: { kind: 'user-class', at: AT, id: '{1}', library: 'C:\\Users\\Public\\x.dll' },
    rule: /^Component that leads to a web folder/,
    remnant: 'registry-value',
    nearMiss: { kind: 'user-class', at: AT, id: '{1}', library: 'C:\\Users\\u\\AppData\\Local\\Vendor\\x.dll' },
  },
  {
    name: 'firewall opened for a program in a public folder',
    change: { kind: 'firewall-rule', at: AT, name: 'Core', port: 8443, program: 'C:\\Users\\Public\\n.exe' },
    rule: /^Firewall opened/,
    remnant: 'firewall-rule',
    nearMiss: { kind: 'firewall-rule', at: AT, name: 'Core', port: 8443, program: 'C:\\Program Files\\A\\n.exe' },
  },
  {
    name: 'event logs off',
    change: { kind: 'event-log-off', at: AT },
    rule: /^Event logs of Windows switched off/,
    remnant: 'log-setting',
    nearMiss: { kind: 'run', at: AT, name: 'a', command: '"C:\\Program Files\\A\\a.exe"' },
  },
];

const work = mkdtempSync(join(tmpdir(), 'registry-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const byHost = new Map<string, Assessment>();

function put(host: string, changes: readonly RegistryChange[]): void {
  for (const { path, bytes } of serverHives(server, INSTALLED, changes)) {
    const file = join(work, host, kapePath(path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

beforeAll(async () => {
  put('installed', []);
  put('copies', []);
  for (const { path, bytes } of serverHives(
    server,
    INSTALLED,
    CASES.slice(0, 1).map((one) => one.change),
  )) {
    const file = join(work, 'copies', kapePath(path).replace('/config/', '/config/RegBack/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  for (const [i, { change, nearMiss }] of CASES.entries()) {
    put(`case-${i}`, [change]);
    put(`near-${i}`, [nearMiss]);
  }
  const result = await assess([work], { workers: 2, reproducible: true });
  for (const assessment of result.assessments) byHost.set(assessment.host.root.replace(/\/.*$/, ''), assessment);
}, 120_000);

const titles = (host: string): string[] => byHost.get(host)?.findings.map((f) => f.rule.title) ?? ['no assessment'];

test('as installed there is nothing to find, and the server is known', () => {
  const assessment = byHost.get('installed');
  expect(assessment?.findings.map((f) => f.rule.title)).toEqual([]);
  expect(assessment?.host.name).toBe(`${server.host}.${server.domain}`);
  const registry = assessment?.coverage.sources.find((s) => s.artifact === 'registry-hive');
  expect(registry).toMatchObject({ status: 'examined', files: 6 });
  expect(registry?.notes.join(' ')).not.toContain('Not in the evidence');
});

describe.each(CASES.map((one, index) => [one.name, one, index] as const))('%s', (_, { rule, remnant }, index) => {
  test('is found, dated, and says what has to be removed', () => {
    const finding = byHost.get(`case-${index}`)?.findings.find((f) => rule.test(f.rule.title));
    if (finding === undefined) expect.fail(`only ${titles(`case-${index}`).join('; ')}`);
    expect(finding.remnant?.kind).toBe(remnant);
    expect(finding.remnant?.target.key).toMatch(/^HK(?:LM|U)\\/);
    expect(finding.first).toBe(new Date(AT).toISOString());
    expect(finding.present).toBe(true);
  });

  test('the near miss is not', () => {
    expect(titles(`near-${index}`).filter((title) => rule.test(title))).toEqual([]);
  });
});

test('what only an older copy of the registry holds is not there any more', () => {
  const finding = byHost.get('copies')?.findings.find((f) => CASES[0]?.rule.test(f.rule.title));
  expect(finding?.present).toBe(false);
  expect(finding?.quotes[0]?.place.file).toContain('RegBack');
});

test('near misses are at most suspicious', () => {
  const loud = CASES.flatMap((_, i) => byHost.get(`near-${i}`)?.findings ?? []).filter(
    (f) => SEVERITY_ORDER.indexOf(f.severity) > SEVERITY_ORDER.indexOf('medium'),
  );
  expect(loud.map((f) => f.rule.title)).toEqual([]);
});

test('who is asked whether something is still there gets it named', () => {
  const present = byHost.get('case-0')?.answers.find((answer) => answer.id === 'present');
  expect(present).toMatchObject({ answer: 'yes' });
  expect(present?.text).toContain('1 service');
});

test.skipIf(!hasRegfExport())('other programs read the hives to their end', () => {
  for (const { bytes } of serverHives(
    server,
    INSTALLED,
    CASES.map((one) => one.change),
  )) {
    const path = join(work, 'hive');
    writeFileSync(path, bytes);
    const run = spawnSync('regfexport', [path], { encoding: 'utf8', maxBuffer: 1 << 28 });
    expect([run.status, run.stderr]).toEqual([0, '']);
  }
});
