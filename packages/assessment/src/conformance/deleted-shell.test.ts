/**
 * A web shell that was written, used and deleted: the file table alone, the compiled page alone, and the change journal
 * with the web log alone each suffice to find it. Beside each, what looks alike and is none.
 */
import { loadKnowledge, streamScanner } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import {
  buildJournal,
  buildPrefetch,
  buildRecord,
  compressMam,
  msToTicks,
  USN_REASON,
  type WrittenRecord,
  type WrittenUsnRecord,
} from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { assessHost } from '../assessment.js';
import { mergeHost } from '../correlate/host-evidence.js';

const knowledge = await loadKnowledge();
const scan = streamScanner(knowledge);

async function assessed(files: Readonly<Record<string, Uint8Array | string>>): Promise<Assessment> {
  const reports = [];
  for (const [path, content] of Object.entries(files))
    reports.push(await scan(path, [typeof content === 'string' ? new TextEncoder().encode(content) : content]));
  return assessHost(mergeHost('', reports), knowledge, undefined, []);
}

const T = Date.UTC(2021, 2, 3, 7);
const HOUR = 3_600_000;
const CLIENT = { number: 42, sequence: 1 };
const MFT = 'C/$MFT';
const JOURNAL = 'C/$Extend/$J';
const LOG = 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log';
/** Broken on purpose, and encoded: it never runs. */
const SHELL = Buffer.from(
  'PCVAIFBhZ2UgTGFuZ3VhZ2U9IkpzY3JpcHQiJT48JSBldmFsKFJlcXVlc3QuSXRlbVsieCJdLCJ1bnNhZmUiIGluZXJ0',
  'base64',
);
const HARMLESS = Buffer.from('<html><body>Out of office until Monday</body></html>');

const times = (created: number) => {
  const ticks = msToTicks(created, 4321);
  return { created: ticks, modified: ticks, changed: ticks, accessed: ticks };
};
const folder = (number: number, name: string, parent: number, sequence = 1): WrittenRecord => ({
  number,
  sequence: 1,
  directory: true,
  standard: times(T - 1000 * HOUR),
  names: [{ name, parent: { number: parent, sequence } }],
});
const file = (number: number, name: string, content: Uint8Array, more: Partial<WrittenRecord> = {}): WrittenRecord => ({
  number,
  sequence: 2,
  inUse: false,
  standard: times(T),
  names: [{ name, parent: CLIENT }],
  streams: [{ content }],
  ...more,
});
function table(...files: readonly WrittenRecord[]): Uint8Array {
  const records = [
    folder(5, '.', 5, 5),
    folder(40, 'inetpub', 5, 0),
    folder(41, 'wwwroot', 40),
    folder(42, 'aspnet_client', 41),
    ...files,
  ];
  const bytes = new Uint8Array(1024 * 200);
  for (const record of records) bytes.set(buildRecord(record), 1024 * record.number);
  return bytes;
}

const { close, fileCreate, fileDelete, dataExtend } = USN_REASON;
const entry = (name: string, reason: number, time: number, more: Partial<WrittenUsnRecord> = {}): WrittenUsnRecord => ({
  file: { number: 50, sequence: 1 },
  parent: CLIENT,
  name,
  ticks: msToTicks(time),
  reason,
  ...more,
});
const life = (name: string, from: number, to: number, more: Partial<WrittenUsnRecord> = {}): WrittenUsnRecord[] => [
  entry(name, fileCreate, from, more),
  entry(name, fileCreate | dataExtend | close, from + 5, more),
  entry(name, fileDelete | close, to, more),
];

const FIELDS =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n';
function webLog(
  ...requests: readonly (readonly [time: number, method: string, stem: string, status: number])[]
): string {
  const rows = requests.map(([time, method, stem, status]) => {
    const text = new Date(time).toISOString();
    return `${text.slice(0, 10)} ${text.slice(11, 19)} 192.0.2.10 ${method} ${stem} - 443 - 203.0.113.77 Mozilla/5.0 - ${status} 0 0 30\r\n`;
  });
  return FIELDS + rows.join('');
}

const told = (assessment: Assessment) =>
  assessment.findings.filter(({ outcome }) => outcome === 'success' || outcome === 'success-likely');

describe('the file table alone', () => {
  test('gives the content of the deleted page, which is examined like any other', async () => {
    const assessment = await assessed({ [MFT]: table(file(50, 'abc.aspx', SHELL)) });
    const found = told(assessment);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      expect(finding).toMatchObject({ present: false });
      expect(finding.remnant).toBeUndefined();
      expect(finding.what).toContain('recovered from the NTFS file table');
      expect(finding.quotes[0]).toMatchObject({
        place: { file: MFT, record: 50 },
        fields: { deleted: 'true', recovered: 'mft' },
      });
      expect(finding.entities).toContainEqual({ kind: 'file', value: 'C:\\inetpub\\wwwroot\\aspnet_client\\abc.aspx' });
    }
    expect(assessment.verdict.level).toBe('compromised');
    const source = assessment.coverage.sources.find(({ artifact }) => artifact === 'mft');
    expect(source).toMatchObject({ status: 'examined', records: 5 });
    expect(source?.period?.to).toBe(new Date(T).toISOString());
  });

  test('a page that is still there is a way back in', async () => {
    const found = told(await assessed({ [MFT]: table(file(50, 'abc.aspx', SHELL, { inUse: true })) }));
    expect(found.some(({ present, remnant }) => present && remnant?.kind === 'page')).toBe(true);
  });

  test('a page that was collected as a file, too, is told once', async () => {
    const page = 'C/inetpub/wwwroot/aspnet_client/abc.aspx';
    const both = await assessed({ [MFT]: table(file(50, 'abc.aspx', SHELL, { inUse: true })), [page]: SHELL });
    expect(both.findings.flatMap(({ quotes }) => quotes.map(({ place }) => place.file))).not.toContain(MFT);
    expect(told(both).length).toBeGreaterThan(0);
  });

  test("a deleted page of text, or a shell's text in a folder of no web server, convicts nobody", async () => {
    expect(told(await assessed({ [MFT]: table(file(50, 'a.htm', HARMLESS), file(51, 'a.config', HARMLESS)) }))).toEqual(
      [],
    );
    const notes = file(50, 'notes.txt', SHELL, { names: [{ name: 'notes.txt', parent: { number: 5, sequence: 5 } }] });
    expect(told(await assessed({ [MFT]: table(notes) }))).toEqual([]);
  });

  test('its times contradict each other: told as a doubt, but not for many files at once', async () => {
    const old = (number: number): WrittenRecord =>
      file(number, `p${number}.aspx`, HARMLESS, {
        inUse: true,
        sequence: 1,
        standard: times(T - 40_000 * HOUR),
        names: [{ name: `p${number}.aspx`, parent: { number: 41, sequence: 1 }, times: times(T) }],
      });
    const checks = (assessment: Assessment) =>
      assessment.findings.filter(({ rule }) => rule.checks.includes('EX-NT-002')).length;
    expect(checks(await assessed({ [MFT]: table(old(50)) }))).toBe(1);
    expect(checks(await assessed({ [MFT]: table(...Array.from({ length: 30 }, (_, i) => old(50 + i))) }))).toBe(0);
  });
});

describe('the compiled page alone', () => {
  test('names the page that ran', async () => {
    const preserve =
      '<?xml version="1.0" encoding="utf-8"?><preserve resultType="3" virtualPath="/aspnet_client/abc.aspx" hash="fffffffff0f0f0f0" filehash="ffffffffabababab" flags="110000" assembly="App_Web_abcdefgh" type="ASP.aspnet_client_abc_aspx"><filedeps><filedep name="/aspnet_client/abc.aspx" /></filedeps></preserve>';
    const path =
      'C/Windows/Microsoft.NET/Framework64/v4.0.30319/Temporary ASP.NET Files/root/e22c2559/92c7e946/abc.aspx.898219ba.compiled';
    const assessment = await assessed({ [path]: preserve });
    expect(told(assessment).flatMap(({ rule }) => rule.checks)).toContain('EX-FS-021');
    expect(assessment.verdict.level).toBe('compromised');
  });
});

describe('the change journal and the web log alone', () => {
  const used = webLog(
    [T + 60_000, 'POST', '/aspnet_client/abc.aspx', 200],
    [T + 90_000, 'POST', '/aspnet_client/abc.aspx', 200],
  );
  const other = webLog([T + 60_000, 'GET', '/owa/auth/logon.aspx', 200]);

  test('tell that a page was made, called and deleted', async () => {
    const assessment = await assessed({ [JOURNAL]: buildJournal(life('abc.aspx', T, T + HOUR)), [LOG]: used });
    const [finding] = told(assessment).filter(({ rule }) => rule.checks.includes('EX-NT-003'));
    expect(finding).toMatchObject({
      severity: 'high',
      present: false,
      entities: expect.arrayContaining([{ kind: 'page', value: '/aspnet_client/abc.aspx' }]),
    });
    expect(assessment.coverage.sources.find(({ artifact }) => artifact === 'usn-journal')).toMatchObject({
      status: 'examined',
      records: 3,
      period: { from: new Date(T).toISOString(), to: new Date(T + HOUR).toISOString() },
    });
  });

  test('with the file table, the path is known and the creation alone suffices', async () => {
    const found = told(
      await assessed({ [JOURNAL]: buildJournal(life('abc.aspx', T, T + HOUR)), [MFT]: table(), [LOG]: other }),
    );
    expect(found.map(({ rule }) => rule.title)).toEqual(['A page came and went in a folder of Exchange']);
    expect(found[0]?.entities).toContainEqual({ kind: 'file', value: 'C:\\inetpub\\wwwroot\\aspnet_client\\abc.aspx' });
  });

  test('an update that replaces hundreds of pages, and pages that nobody asked for, are none', async () => {
    const update = Array.from({ length: 200 }, (_, i) =>
      life(`p${i}.aspx`, T + i, T + HOUR, { file: { number: 1000 + i, sequence: 1 } }),
    ).flat();
    expect(told(await assessed({ [JOURNAL]: buildJournal(update), [MFT]: table(), [LOG]: other }))).toEqual([]);
    expect(told(await assessed({ [JOURNAL]: buildJournal(life('abc.aspx', T, T + HOUR)), [LOG]: other }))).toEqual([]);
  });

  test('a log that was deleted on its own day is told; one that grew old is not', async () => {
    const gone = (name: string) => [entry(name, fileDelete | close, T, { parent: { number: 60, sequence: 1 } })];
    const checks = async (name: string): Promise<string[]> =>
      (await assessed({ [JOURNAL]: buildJournal(gone(name)), [LOG]: other })).findings.flatMap(
        ({ rule }) => rule.checks,
      );
    expect(await checks('u_ex210302.log')).toContain('EX-NT-005');
    expect(await checks('u_ex210102.log')).not.toContain('EX-NT-005');
  });
});

describe('the minutes around an attack', () => {
  const attack = webLog(...[0, 1, 2, 3].map((i) => [T + i * 20_000, 'POST', '/aspnet_client/abc.aspx', 200] as const));
  const dropped = (time: number): WrittenRecord =>
    file(70, 'a.zip', HARMLESS, {
      inUse: true,
      sequence: 1,
      standard: times(time),
      names: [{ name: 'a.zip', parent: { number: 43, sequence: 1 } }],
    });
  const disk = (time: number): Uint8Array => table(folder(43, 'ProgramData', 5, 5), dropped(time));
  const around = ({ findings }: Assessment) =>
    findings.filter(({ rule }) => rule.checks.includes('EX-NT-004')).map(({ entities }) => entities[0]?.value);

  test('an archive that appeared then is told, one of another day is not', async () => {
    const then = await assessed({ [LOG]: attack, [MFT]: disk(T + 120_000) });
    expect(told(then).length).toBeGreaterThan(0);
    expect(around(then)).toEqual(['C:\\ProgramData\\a.zip']);
    expect(around(await assessed({ [LOG]: attack, [MFT]: disk(T - 50 * HOUR) }))).toEqual([]);
    expect(
      around(await assessed({ [LOG]: webLog([T, 'GET', '/owa/auth/logon.aspx', 200]), [MFT]: disk(T + 120_000) })),
    ).toEqual([]);
  });

  test('a command shell that ran then is told by its prefetch file', async () => {
    const ran = (time: number): Uint8Array =>
      compressMam(
        buildPrefetch({
          executable: 'CMD.EXE',
          runs: 3,
          ran: [msToTicks(time), msToTicks(T - 400 * HOUR)],
          files: [
            '\\VOLUME{01d7000000000000-12345678}\\WINDOWS\\SYSTEM32\\NTDLL.DLL',
            '\\VOLUME{01d7000000000000-12345678}\\WINDOWS\\SYSTEM32\\CMD.EXE',
          ],
        }),
      );
    const checks = ({ findings }: Assessment): string[] => findings.flatMap(({ rule }) => rule.checks);
    const path = 'C/Windows/Prefetch/CMD.EXE-12345678.pf';
    expect(checks(await assessed({ [LOG]: attack, [path]: ran(T + 90_000) }))).toContain('EX-NT-006');
    expect(checks(await assessed({ [LOG]: attack, [path]: ran(T + 90 * HOUR) }))).not.toContain('EX-NT-006');
  });
});
