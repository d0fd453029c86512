import { loadContent, loadKnownGood } from '@allclear/content';
import { expect, test } from 'vitest';
import { compileContent } from '../run/rules.js';
import { makeHost, makeRecord, makeReport, makeSighting } from '../testing/make.js';
import { judgeUnverified, withoutOverruled } from './unverified-pages.js';

const known = loadKnownGood();
const compiled = compileContent((await loadContent()).sigma);
const COVERED = '15.1.2176.2';
const NEWER = '15.1.2507.66';

/** What the scan of one file says about it before the build is known. */
const page = (relativePath: string, area: string, knownGood: string) =>
  makeHost(
    makeReport('C/x.aspx', {
      artifact: 'web-file',
      state: [
        {
          '@category': 'file',
          '@file': 'C/x.aspx',
          path: `C:\\Exchange\\${relativePath}`,
          name: relativePath.split('\\').at(-1) ?? '',
          extension: '.aspx',
          relativePath,
          area,
          knownGood,
          web: 'true',
          executable: 'true',
          modified: '2021-03-03T06:58:16.000Z',
        },
      ],
    }),
  );
const titles = (host: ReturnType<typeof page>, build: string | undefined): string[] =>
  judgeUnverified(host, build, known, compiled).sightings.flatMap(
    (s) => compiled.rules.find((r) => r.id === s.ruleId)?.title ?? [],
  );
const GENUINE_NAME = page('FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx', 'owa-auth', 'known-name');
const STRANGER = page('FrontEnd\\HttpProxy\\owa\\auth\\stranger.aspx', 'owa-auth', 'not-covered');

test('the tests rest on a build that the list of genuine files covers, and one that it does not', () => {
  expect([known.coversBuild(COVERED), known.coversBuild(NEWER)]).toEqual([true, false]);
});

test('without a covered build nothing is judged again', () => {
  for (const build of [undefined, NEWER]) {
    expect(judgeUnverified(GENUINE_NAME, build, known, compiled)).toEqual({ sightings: [], overruled: new Set() });
  }
});

test('a genuine name with another content is a changed page, once the build is known', () => {
  expect(titles(GENUINE_NAME, COVERED)).toEqual(['Sign-in page of webmail with foreign content']);
});

test('a page that no build has is a stranger', () => {
  expect(titles(STRANGER, COVERED).length).toBeGreaterThan(0);
});

test('elsewhere an unknown page proves nothing', () => {
  expect(titles(page('Mailbox\\x.aspx', 'other', 'not-covered'), COVERED)).toEqual([]);
});

test('what the build shows to be wrong is taken back, record by record', () => {
  const sighting = makeSighting('r', [makeRecord('C/x.aspx', 1), makeRecord('C/y.aspx', 1)]);
  expect(withoutOverruled([sighting], new Set())).toEqual([sighting]);
  const [left] = withoutOverruled([sighting], new Set(['r\nC/x.aspx']));
  expect(left).toMatchObject({ count: 1, records: [{ place: { file: 'C/y.aspx' } }] });
  expect(withoutOverruled([sighting], new Set(['r\nC/x.aspx', 'r\nC/y.aspx']))).toEqual([]);
});
