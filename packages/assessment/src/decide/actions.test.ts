import { expect, test } from 'vitest';
import { makeFinding, makePatch } from '../testing/make.js';
import { actionsOf } from './actions.js';
import { verdictOf } from './verdict.js';

const success = makeFinding({ outcome: 'success' });
const open = { id: 'CVE-2021-34473', status: 'vulnerable' as const, knownExploited: true };

test('compromised: first cut off, then keep evidence, before anything is removed', () => {
  const shell = { onDisk: 'yes' as const, file: 'C:\\x.aspx', requests: 0, clients: [], findings: [success.id] };
  const actions = actionsOf(
    verdictOf([success], [], true),
    [success],
    [shell],
    makePatch({ vulnerabilities: [open] }),
    [],
  );
  const titles = actions.map((a) => a.title);
  expect(actions.map((a) => a.order)).toEqual(titles.map((_, index) => index + 1));
  expect(titles[0]).toMatch(/Cut the server off/);
  const place = (pattern: RegExp): number => titles.findIndex((title) => pattern.test(title));
  expect(place(/Keep the evidence/)).toBeLessThan(place(/Remove what/));
  expect(place(/Close the holes/)).toBeGreaterThan(0);
  expect(place(/machine keys/)).toBeGreaterThan(0);
  const remove = actions[place(/Remove what/)];
  expect([remove?.how.includes('C:\\x.aspx'), remove?.because]).toEqual([true, [success.id]]);
  expect(actions.find((a) => /Close the holes/.test(a.title))?.how).toContain('CVE-2021-34473');
});

test('nothing is left: nothing to remove', () => {
  const actions = actionsOf(verdictOf([success], [], true), [success], [], makePatch(), []);
  expect(actions.map((a) => a.title).join()).not.toMatch(/Remove what/);
});

test('not compromised: no alarm; what is open, what is missing, what to look at', () => {
  const odd = makeFinding({ outcome: 'supporting', severity: 'medium' });
  const verdict = verdictOf([odd], [], true);
  const titles = actionsOf(verdict, [odd], [], makePatch({ vulnerabilities: [open] }), []).map((a) => a.title);
  expect(titles).toEqual(['Install the newest update today', 'Look at each finding', 'Keep the evidence']);
  expect(actionsOf(verdictOf([], [], true), [], [], makePatch(), []).map((a) => a.title)).toEqual([
    'Keep the evidence',
  ]);
});
