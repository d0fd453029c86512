import { loadContent } from '@allclear/content';
import { IndicatorIndex } from '@allclear/detection';
import { expect, test } from 'vitest';
import { loadKnowledge } from '../run/assess.js';
import { compileContent } from '../run/rules.js';
import { makeHost, makeReport } from '../testing/make.js';
import { indicatorSightings } from './indicators.js';

const compiled = compileContent((await loadContent()).sigma);
const { indicators } = await loadKnowledge();
const titlesOf = (...reports: Parameters<typeof makeHost>): string[] =>
  indicatorSightings(makeHost(...reports), 'C:\\Exchange\\', indicators, compiled).flatMap(
    (s) => compiled.rules.find((r) => r.id === s.ruleId)?.title ?? [],
  );

test('the shipped indicators are an index', () => expect(indicators).toBeInstanceOf(IndicatorIndex));

test('a file in a place where known attacks left one is worth a look, no more', () => {
  const report = makeReport('C/ProgramData/it.zip', {
    artifact: 'interesting-file',
    windowsPath: 'C:\\ProgramData\\it.zip',
  });
  expect(titlesOf(report)).toEqual(['File in a place where known attacks left one']);
  expect(titlesOf({ ...report, windowsPath: 'c:\\programdata\\IT.ZIP' })).toHaveLength(1);
  expect(titlesOf({ ...report, windowsPath: 'C:\\Data\\it.zip' })).toEqual([]);
});

test('loose files without a path are compared by content only', () => {
  expect(titlesOf(makeReport('it.zip', { windowsPath: undefined }))).toEqual([]);
});

test('genuine files and empty ones are in no list', () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const windowsPath = 'C:\\Exchange\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx';
  expect(titlesOf(makeReport('C/x', { sha256: empty, windowsPath }))).toEqual([]);
});
