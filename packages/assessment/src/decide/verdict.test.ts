import type { Finding, WebShell } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { makeFinding, makePatch } from '../testing/make.js';
import type { WaveAnswer } from './sufficiency.js';
import { axesOf, isPresentThreat, shortcomings, verdictOf } from './verdict.js';

const wave = (status: WaveAnswer['status'], ...missing: string[]): WaveAnswer => ({
  wave: {
    id: 'w',
    title: 'the wave',
    vulnerabilities: ['CVE-2021-26855'],
    from: '2021-01-03',
    logs: ['iis-log'],
    files: [],
    sources: ['s'],
  },
  status,
  missing,
});
const covered = [wave('covered'), wave('not-applicable')];
const of = (over: Partial<Finding>): Finding => makeFinding(over);
const level = (...findings: Finding[]) => {
  const { level, certainty, exitCode } = verdictOf(findings, covered, true);
  return [level, certainty, exitCode];
};

describe('verdict', () => {
  test('a certain success confirms', () => {
    expect(level(of({ outcome: 'success' }))).toEqual(['compromised', 'confirmed', 10]);
  });

  test('likely successes alone, however many, stay likely', () => {
    expect(level(of({}), of({ phase: 'web-shell' }), of({ phase: 'execution' }))).toEqual([
      'compromised',
      'likely',
      10,
    ]);
  });

  test('two phases of which one succeeded, without certainty, confirm each other', () => {
    const sign = of({ outcome: 'success', confidence: 'medium', phase: 'web-shell' });
    expect(level(sign)).toEqual(['compromised', 'likely', 10]);
    expect(level(sign, of({ phase: 'execution' }))).toEqual(['compromised', 'confirmed', 10]);
  });

  test.each([
    ['of low confidence', { outcome: 'success', confidence: 'low' }],
    ['of medium severity', { outcome: 'success', severity: 'medium' }],
  ] as const)('a success %s decides nothing', (_, over) => {
    expect(level(of(over))[0]).toBe('suspicious');
  });

  test('an open hole or what defenders did is no act, whatever it is called', () => {
    expect(level(of({ outcome: 'success', phase: 'exposure' }), of({ outcome: 'success', phase: 'response' }))).toEqual(
      ['nothing-found', undefined, 0],
    );
    expect(level(of({ outcome: 'exposure' }), of({ outcome: 'mitigation' }), of({ outcome: 'context' }))).toEqual([
      'nothing-found',
      undefined,
      0,
    ]);
  });

  test('attempts: attacked, and by whom', () => {
    const attempt = of({
      outcome: 'attempt',
      severity: 'medium',
      entities: [{ kind: 'client', value: '203.0.113.7' }],
    });
    expect(level(attempt)).toEqual(['attacked', undefined, 11]);
    expect(verdictOf([attempt], covered, true).statement).toBe(
      'This server was attacked by 203.0.113.7; there is no sign that it worked.',
    );
  });

  test('scanners touch every server: probes and weak attempts change nothing', () => {
    expect(level(of({ outcome: 'probe' }), of({ outcome: 'attempt', severity: 'low' }))).toEqual([
      'nothing-found',
      undefined,
      0,
    ]);
  });

  test('the findings that decided are named, and no others', () => {
    const [deciding, beside] = [of({ outcome: 'success' }), of({ outcome: 'probe' })];
    expect(verdictOf([beside, deciding], covered, true).findings).toEqual([deciding.id]);
  });
});

describe('nothing found', () => {
  test('is an all-clear only for a known Exchange server whose waves are all covered', () => {
    expect(verdictOf([], covered, true)).toMatchObject({ level: 'nothing-found', exitCode: 0 });
    expect(verdictOf([], covered, false)).toMatchObject({ level: 'cannot-tell', exitCode: 12 });
    expect(verdictOf([], [...covered, wave('not-covered', 'logs are missing')], true)).toMatchObject({
      level: 'cannot-tell',
      exitCode: 12,
    });
    expect(verdictOf([], [wave('not-applicable')], true)).toMatchObject({ level: 'cannot-tell', exitCode: 12 });
    expect(verdictOf([], [], true)).toMatchObject({ level: 'cannot-tell', exitCode: 12 });
  });

  test('never without the reason', () => {
    const open = wave('not-covered', 'one', 'two', 'three');
    expect(verdictOf([], [open], true).statement).toMatch(/: one; two; and 1 more reason\.$/);
    expect(shortcomings([], false)).toEqual(['nothing in it shows that this is an Exchange server']);
    expect(shortcomings([wave('not-applicable')], true)).toEqual([
      'it does not reach into the time of any known wave of attacks',
    ]);
    expect(shortcomings(covered, true)).toEqual([]);
  });
});

describe('the three axes are independent', () => {
  const compromised = verdictOf([of({ outcome: 'success' })], covered, true);
  const shell = (onDisk: WebShell['onDisk']): WebShell => ({ onDisk, requests: 0, clients: [], findings: [] });
  const fixed = makePatch({
    current: { build: '15.1.2176.9', source: 'file-version' },
    march2021: { status: 'fixed', note: '' },
  });
  const open = (id: string) => ({ id, status: 'vulnerable' as const, knownExploited: true });

  test.each([
    ['unknown', makePatch()],
    ['no', { ...fixed, march2021: { status: 'vulnerable' as const, note: '' } }],
    ['partly', { ...fixed, vulnerabilities: [open('CVE-2021-34473')] }],
    ['yes', { ...fixed, vulnerabilities: [{ ...open('CVE-2099-1'), knownExploited: false }] }],
  ])('patched: %s', (expected, patch) => {
    expect(axesOf(compromised, patch, [], []).patched).toBe(expected);
  });

  test.each([
    ['nothing removed', 'no', [shell('yes')], []],
    ['one of two removed', 'partly', [shell('yes'), shell('no')], []],
    [
      'antivirus was there, a task is left',
      'partly',
      [],
      [of({ present: true, phase: 'persistence' }), of({ phase: 'response' })],
    ],
    ['nothing left that we see', 'unverified', [shell('no')], []],
  ] as const)('cleaned, %s: %s', (_, expected, shells, findings) => {
    expect(axesOf(compromised, makePatch(), shells, findings).cleaned).toBe(expected);
  });

  test('without a compromise there is nothing to clean; what cannot be told is unknown', () => {
    expect(axesOf(verdictOf([], covered, true), makePatch(), [], [])).toMatchObject({
      compromised: 'no-sign',
      cleaned: 'not-needed',
    });
    expect(axesOf(verdictOf([], [], true), makePatch(), [], [])).toMatchObject({ compromised: 'unknown' });
  });

  test('a threat that is there now: present, weighty, an act', () => {
    expect(isPresentThreat(of({ present: true, phase: 'web-shell' }))).toBe(true);
    expect(isPresentThreat(of({ present: false, phase: 'web-shell' }))).toBe(false);
    expect(isPresentThreat(of({ present: true, phase: 'web-shell', severity: 'medium' }))).toBe(false);
    expect(isPresentThreat(of({ present: true, phase: 'exposure', outcome: 'exposure' }))).toBe(false);
  });
});
