import { EMPTY_STATISTICS, type PageStatistics } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { makeFinding, makeHost, makeReport } from '../testing/make.js';
import { listWebShells, urlOfFile } from './web-shells.js';

const AUTH = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth';
const onDisk = (file: string, checks: string[] = ['EX-FS-003']) =>
  makeFinding({
    phase: 'web-shell',
    outcome: 'success',
    present: true,
    checks,
    entities: [{ kind: 'file', value: file }],
  });
const inLogs = (page: string) =>
  makeFinding({
    phase: 'web-shell',
    entities: [
      { kind: 'page', value: page },
      { kind: 'client', value: '203.0.113.7' },
    ],
  });
const pageStatistics = (page: string, over: Partial<PageStatistics> = {}): PageStatistics => ({
  page,
  key: page.toLowerCase(),
  requests: 8,
  gets: 1,
  posts: 7,
  others: 0,
  status: [[200, 8]],
  first: Date.UTC(2021, 2, 3, 7),
  last: Date.UTC(2021, 2, 13),
  clients: [['203.0.113.7', 8, Date.UTC(2021, 2, 3, 7)]],
  clientCount: 1,
  agentRows: 8,
  emptyUserAgent: 8,
  refererRows: 8,
  noReferer: 8,
  withQuery: 0,
  samples: [],
  answeredPosts: [],
  ...over,
});

describe('the URL of a file', () => {
  test.each([
    [`${AUTH}\\x.aspx`, '/owa/auth/x.aspx'],
    ['D:\\Exchange\\ClientAccess\\owa\\auth\\x.aspx', '/owa/auth/x.aspx'],
    ['C:\\inetpub\\wwwroot\\aspnet_client\\system_web\\x.aspx', '/aspnet_client/system_web/x.aspx'],
    ['E:\\sites\\aspnet_client\\x.aspx', '/aspnet_client/x.aspx'],
    ['C:\\ProgramData\\x.aspx', undefined],
  ])('%s', (file, url) => expect(urlOfFile(file)).toBe(url));
});

describe('web shells', () => {
  test('the file on disk and the page in the logs are one, with its use', () => {
    const host = makeHost(makeReport('C/x', { artifact: 'web-file', windowsPath: `${AUTH}\\Out.aspx`, sha256: 'cd' }));
    const file = onDisk(`${AUTH}\\Out.aspx`);
    const page = inLogs('/owa/auth/out.ASPX');
    const used = { line: 1, offset: 0, time: Date.UTC(2021, 2, 3, 8) };
    const web = { ...EMPTY_STATISTICS, pages: [pageStatistics('/owa/auth/Out.aspx', { answeredPosts: [used] })] };
    expect(listWebShells(host, [file, page], web)).toEqual([
      {
        page: '/owa/auth/Out.aspx',
        file: `${AUTH}\\Out.aspx`,
        sha256: 'cd',
        onDisk: 'yes',
        firstUsed: '2021-03-03T08:00:00.000Z',
        lastUsed: '2021-03-13T00:00:00.000Z',
        requests: 8,
        clients: ['203.0.113.7'],
        findings: [file.id, page.id],
      },
    ]);
  });

  test('what antivirus emptied is remains, whatever else matched it', () => {
    const file = `${AUTH}\\x.aspx`;
    const shells = listWebShells(makeHost(), [onDisk(file), onDisk(file, ['EX-FS-008'])], undefined);
    expect(shells.map((s) => s.onDisk)).toEqual(['neutered']);
  });

  test('a page without a file is gone only where its own folder was collected', () => {
    const state = (...reports: Parameters<typeof makeHost>) =>
      listWebShells(makeHost(...reports), [inLogs('/owa/auth/x.aspx')], undefined)[0]?.onDisk;
    const web = (path: string, artifact = 'web-file') => makeReport(path, { artifact, windowsPath: path });
    expect(state()).toBe('unknown');
    expect(state(web(`${AUTH}\\logon.aspx`))).toBe('no');
    expect(state(web('C:\\inetpub\\wwwroot\\aspnet_client\\web.config'))).toBe('unknown');
    // The folder above says nothing about what lies in this one.
    expect(state(web(AUTH.replace(/auth$/, 'web.config'), 'web-config'))).toBe('unknown');
  });

  test('probes and attempts are no web shells', () => {
    const tried = { ...inLogs('/aspnet_client/x.aspx'), outcome: 'attempt' as const };
    expect(listWebShells(makeHost(), [tried, { ...tried, outcome: 'probe' }], undefined)).toEqual([]);
  });

  test('in the order of their first use', () => {
    const web = {
      ...EMPTY_STATISTICS,
      pages: [
        pageStatistics('/aspnet_client/a.aspx', { first: 2e12 }),
        pageStatistics('/aspnet_client/b.aspx', { first: 1e12 }),
      ],
    };
    const shells = listWebShells(
      makeHost(),
      [inLogs('/aspnet_client/a.aspx'), inLogs('/aspnet_client/b.aspx'), inLogs('/c.aspx')],
      web,
    );
    expect(shells.map((s) => s.page)).toEqual(['/aspnet_client/b.aspx', '/aspnet_client/a.aspx', '/c.aspx']);
  });
});
