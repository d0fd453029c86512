import { describe, expect, test } from 'vitest';
import { compromisedAssessment } from '../testing/compromised.js';
import { HOSTILE_VALUES, hostileAssessment } from '../testing/others.js';
import { renderTimelineJsonl } from './timeline.js';
import { renderTimelineTimesketch } from './timesketch.js';

function lines(text: string): unknown[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('timeline as JSON Lines', () => {
  test('is the timeline', () => {
    const a = compromisedAssessment();
    const found = lines(renderTimelineJsonl(a));
    expect(found).toHaveLength(a.timeline.length);
    expect(found[0]).toEqual({ ...a.timeline[0], host: a.host.name });
  });

  test('keeps hostile values whole but shows no control byte', () => {
    const text = renderTimelineJsonl(hostileAssessment());
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(lines(text)).toMatchObject(HOSTILE_VALUES.map((value) => ({ text: value, place: { file: value } })));
  });
});

describe('timeline for Timesketch', () => {
  test('has the fields that it asks for', () => {
    const found = lines(renderTimelineTimesketch(compromisedAssessment()));
    expect(found).toContainEqual({
      message: 'CVE-2021-26855 exploited through /ecp/y.js',
      datetime: '2021-03-03T06:49:42.000+00:00',
      timestamp: 1_614_754_182_000_000,
      timestamp_desc: 'First Seen',
      end: '2021-03-03T06:58:13.000Z',
      data_type: 'allclear:timeline:entry',
      host: 'mail01.townhall.example',
      phase: 'exploitation',
      outcome: 'success-likely',
      severity: 'high',
      count: 14,
      entity_client: ['203.0.113.7'],
      source_file: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log',
      source_line: 20114,
      finding_id: 'F-000000000002',
      tag: ['allclear', 'exploitation', 'success-likely'],
    });
  });

  test('leaves out what no calendar knows', () => {
    const a = compromisedAssessment();
    const odd = { ...a, timeline: a.timeline.slice(0, 1).map((entry) => ({ ...entry, time: '2021-02-99T00:00:00Z' })) };
    expect(renderTimelineTimesketch(odd)).toBe('');
  });
});
