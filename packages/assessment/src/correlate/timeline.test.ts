import { expect, test } from 'vitest';
import { makeFinding, makePatch } from '../testing/make.js';
import { buildTimeline, sortFindings, summarisePhases } from './timeline.js';

const at = (day: number): string => `2021-03-0${day}T00:00:00.000Z`;

test('findings and changes of the build, in order; open holes are no events', () => {
  const entries = buildTimeline(
    [
      makeFinding({ title: 'later', first: at(5), last: at(7), count: 4 }),
      makeFinding({
        title: 'earlier',
        first: at(2),
        last: at(2),
        entities: [
          { kind: 'client', value: '203.0.113.7' },
          { kind: 'page', value: '/a.aspx' },
        ],
      }),
      makeFinding({ title: 'open hole', phase: 'exposure', first: at(1) }),
      makeFinding({ title: 'without a time' }),
    ],
    makePatch({
      history: [
        { build: '15.1.2176.2', source: 'log-columns', first: at(1) },
        { build: '15.1.2176.9', name: 'Exchange 2016 CU19 + Mar21SU', source: 'log-columns', first: at(4) },
        { build: '15.1.2176.9', source: 'file-version', first: at(6) },
      ],
    }),
  );
  expect(entries.map((e) => [e.time, e.end, e.text])).toEqual([
    [at(2), undefined, 'earlier: /a.aspx by 203.0.113.7'],
    [at(4), undefined, 'First log row of build 15.1.2176.9 (Exchange 2016 CU19 + Mar21SU); before it 15.1.2176.2'],
    [at(5), at(7), 'later'],
  ]);
});

test('phases in the order of an intrusion, each as far as it got', () => {
  const probe = makeFinding({ phase: 'reconnaissance', outcome: 'probe', first: at(1) });
  const tried = makeFinding({
    phase: 'web-shell',
    outcome: 'attempt',
    first: at(3),
    techniques: [{ id: 'T1505.003', name: 'x' }],
  });
  const done = makeFinding({
    phase: 'web-shell',
    outcome: 'success',
    first: at(4),
    last: at(6),
    techniques: [{ id: 'T1190', name: 'y' }],
  });
  const phases = summarisePhases([done, tried, probe, makeFinding({ phase: 'impact', outcome: 'context' })]);
  expect(phases).toEqual([
    { phase: 'reconnaissance', outcome: 'probe', first: at(1), last: at(1), findings: [probe.id], techniques: [] },
    {
      phase: 'web-shell',
      outcome: 'success',
      first: at(3),
      last: at(6),
      findings: [done.id, tried.id],
      techniques: [
        { id: 'T1190', name: 'y' },
        { id: 'T1505.003', name: 'x' },
      ],
    },
  ]);
});

test('findings by time, then severity; those without a time last', () => {
  const none = makeFinding({});
  const low = makeFinding({ first: at(2), severity: 'low' });
  const high = makeFinding({ first: at(2), severity: 'critical' });
  const early = makeFinding({ first: at(1), severity: 'info' });
  expect(sortFindings([none, low, high, early])).toEqual([early, high, low, none]);
});
