import type { Coverage } from '@allclear/model';
import { expect, test } from 'vitest';
import { missingLogFiles, missingWebFolders } from './missing-files.js';

const FROM = '2021-01-03T00:00:00.000Z';
const UNTIL = '2021-03-01T00:00:00.000Z';
const coverage = (artifact: string, ...files: string[]): Coverage => ({
  sources: [],
  notExamined: [],
  problems: [],
  files: files.map((file) => ({ file, artifact, size: 1, sha256: '' })),
});
const iis = (...files: string[]) => missingLogFiles('iis-log', coverage('iis-log', ...files), FROM, UNTIL);

test('days without a file between days that have one', () => {
  expect(iis('C/x/W3SVC1/u_ex210110.log', 'C/x/W3SVC1/u_ex210112.log', 'C/x/W3SVC2/u_ex210111.log')).toEqual([
    expect.stringContaining('1 day (W3SVC1: 2021-01-11)'),
  ]);
  expect(iis('C/x/W3SVC1/u_ex210110.log', 'C/x/W3SVC1/u_ex210111.log')).toEqual([]);
});

test('days outside the time that matters', () => {
  expect(iis('C/x/W3SVC1/u_ex201201.log', 'C/x/W3SVC1/u_ex210103.log')).toEqual([]);
});

test('the inner site alone', () => {
  expect(iis('uploads/auto/C%3A/inetpub/logs/LogFiles/W3SVC2/u_ex210110.log')).toEqual([
    expect.stringContaining('W3SVC1'),
  ]);
});

test('loose files tell nothing', () => {
  expect(iis('u_ex210110.log', 'u_ex210120.log')).toEqual([]);
  expect(
    missingLogFiles('exchange-httpproxy', coverage('exchange-httpproxy', 'HttpProxy_2021010100-1.LOG'), FROM, UNTIL),
  ).toEqual([]);
});

test('a front end log without the folders of control panel or webmail', () => {
  const of = (...files: string[]) =>
    missingLogFiles('exchange-httpproxy', coverage('exchange-httpproxy', ...files), FROM, UNTIL);
  expect(of('C/L/HttpProxy/Owa/a.LOG', 'C/L/HttpProxy/Ecp/b.LOG')).toEqual([]);
  expect(of('C/L/HttpProxy/Owa/a.LOG')).toEqual([expect.stringContaining('HttpProxy\\Ecp')]);
  expect(missingLogFiles('web-file', coverage('web-file', 'x'), FROM, UNTIL)).toEqual([]);
});

test('some of the web folders only', () => {
  const both = ['C/inetpub/wwwroot/iisstart.htm', 'D/Ex/FrontEnd/HttpProxy/owa/auth/logon.aspx'];
  expect(missingWebFolders(coverage('web-file', ...both))).toEqual([]);
  expect(missingWebFolders(coverage('web-file', 'C/inetpub/wwwroot/iisstart.htm'))).toEqual([
    expect.stringContaining('FrontEnd\\HttpProxy'),
  ]);
  expect(missingWebFolders(coverage('iis-log', 'C/x/W3SVC1/u_ex210110.log'))).toEqual([]);
});
