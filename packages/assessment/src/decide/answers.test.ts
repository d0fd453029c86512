import type { Answer, Finding } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { makeFinding, makePatch } from '../testing/make.js';
import { type AnswerInput, answersOf } from './answers.js';
import { verdictOf } from './verdict.js';

const at = (day: number): string => `2021-03-0${day}T06:49:42.162Z`;

function answers(findings: readonly Finding[], over: Partial<AnswerInput> = {}): Record<Answer['id'], Answer> {
  const input: AnswerInput = {
    verdict: verdictOf(findings, over.waves ?? [], over.isExchange ?? true),
    findings,
    shells: [],
    mailboxes: [],
    patch: makePatch(),
    coverage: { sources: [], notExamined: [], problems: [], files: [] },
    waves: [],
    isExchange: true,
    countRequests: () => undefined,
    ...over,
  };
  const list = answersOf(input);
  expect(list.map((a) => a.id)).toEqual(['attacked', 'entered', 'taken', 'present', 'patched']);
  const ids = new Set(findings.map((f) => f.id));
  for (const answer of list) expect(answer.findings.filter((id) => !ids.has(id))).toEqual([]);
  const by = (id: Answer['id']): Answer =>
    list.find((a) => a.id === id) ?? { id, question: '', answer: 'unknown', text: '', findings: [], missing: [] };
  return {
    attacked: by('attacked'),
    entered: by('entered'),
    taken: by('taken'),
    present: by('present'),
    patched: by('patched'),
  };
}
const client = (value: string) => ({ kind: 'client' as const, value });

describe('attacked?', () => {
  const exploit = makeFinding({
    first: at(3),
    count: 9,
    vulnerabilities: ['CVE-2021-26855'],
    entities: [client('203.0.113.7'), client('127.0.0.1')],
  });
  test('yes: since when, how often, through what, by whom', () => {
    const { attacked } = answers([exploit], { countRequests: () => 14 });
    expect(attacked.answer).toBe('yes');
    expect(attacked.text).toBe(
      'yes, from 2021-03-03 06:49:42 UTC: 14 requests that exploit CVE-2021-26855, by 203.0.113.7',
    );
  });
  test('one request, one more address', () => {
    const second = { ...exploit, id: 'F-0000000000ff', entities: [client('198.51.100.23')], count: 1 };
    expect(answers([exploit, second], { countRequests: () => 1 }).attacked.text).toMatch(
      /: 1 request that exploits .*, by 203\.0\.113\.7 and 1 other address$/,
    );
  });
  test('scanners only', () => {
    const probe = makeFinding({ outcome: 'probe', severity: 'info', count: 5, entities: [client('198.51.100.1')] });
    expect(answers([probe]).attacked).toMatchObject({ answer: 'no-sign', findings: [probe.id] });
    expect(answers([probe]).attacked.text).toMatch(/^only probed: 5 requests of scanners by 1 address/);
  });
  test('nothing, in evidence that cannot tell: unknown, never no', () => {
    expect(answers([]).attacked).toMatchObject({ answer: 'unknown' });
    expect(answers([], { isExchange: false }).attacked.text).toMatch(
      /nothing in it shows that this is an Exchange server/,
    );
  });
});

describe('got in?', () => {
  test('cannot tell, and why', () => {
    expect(answers([]).entered.text).toMatch(/cannot rule it out \(limited: it does not reach into the time/);
  });
  test('through which hole, how many shells, since when', () => {
    const shell = { onDisk: 'yes' as const, page: '/x.aspx', firstUsed: at(4), requests: 1, clients: [], findings: [] };
    const finding = makeFinding({ outcome: 'success', vulnerabilities: ['CVE-2021-27065', 'CVE-2021-26855'] });
    expect(answers([finding], { shells: [shell] }).entered).toMatchObject({
      answer: 'yes',
      text: 'yes: 1 web shell written through CVE-2021-27065, first used 2021-03-04 06:49:42 UTC',
    });
  });
  test('likely is not said as certain', () => {
    expect(answers([makeFinding({ title: 'A sign', first: at(3) })]).entered).toMatchObject({
      answer: 'likely',
      text: 'likely: A sign, first 2021-03-03 06:49:42 UTC',
    });
  });
});

describe('damage', () => {
  const renamed = makeFinding({ phase: 'impact', outcome: 'success', title: 'Many files renamed', first: at(5) });
  const shadows = (first: string) =>
    makeFinding({
      phase: 'impact',
      outcome: 'supporting',
      severity: 'medium',
      title: 'All shadow copies deleted',
      first,
    });
  test('files renamed are told under Got in?, beside how they got in', () => {
    const shell = { onDisk: 'yes' as const, page: '/x.aspx', firstUsed: at(4), requests: 1, clients: [], findings: [] };
    const entry = makeFinding({ outcome: 'success', phase: 'web-shell', first: at(4) });
    expect(answers([entry, renamed], { shells: [shell] }).entered.text).toMatch(
      /^yes: 1 web shell, .*; damage done: Many files renamed$/,
    );
  });
  test('damage alone is an intrusion, told once', () => {
    expect(answers([renamed]).entered).toMatchObject({ answer: 'yes', text: 'yes: damage done: Many files renamed' });
    expect(answers([renamed]).taken.answer).toBe('unknown');
  });
  test('what an administrator may do counts only after somebody got in', () => {
    const entry = makeFinding({ outcome: 'success', title: 'Entry', first: at(4) });
    expect(answers([shadows(at(5))]).entered.text).not.toMatch(/damage/);
    expect(answers([entry, shadows(at(3))]).entered.text).not.toMatch(/damage/);
    expect(answers([entry, shadows(at(5))]).entered.text).toMatch(/damage done: All shadow copies deleted$/);
  });
});

describe('taken?', () => {
  test('mail by how it was taken, with volume; memory; archives of that time', () => {
    const mail = makeFinding({ phase: 'mail-theft', outcome: 'success', first: at(3), last: at(5) });
    const dump = makeFinding({
      phase: 'credential-access',
      title: 'LSASS dumped',
      entities: [{ kind: 'file', value: 'C:\\l.dmp' }],
    });
    const archive = makeFinding({
      phase: 'collection',
      outcome: 'supporting',
      severity: 'medium',
      first: at(4),
      entities: [{ kind: 'file', value: 'C:\\it.zip' }],
    });
    const old = {
      ...archive,
      id: 'F-0000000000aa',
      first: at(1),
      entities: [{ kind: 'file' as const, value: 'C:\\old.zip' }],
    };
    const box = (how: 'read' | 'exported', bytes?: number) => ({
      mailbox: `${how}@example.com`,
      by: [],
      how,
      requests: 1,
      findings: [],
      ...(bytes ? { bytes } : {}),
    });
    const { taken } = answers([mail, dump, archive, old], { mailboxes: [box('read', 137_249_549), box('exported')] });
    expect(taken.text).toBe(
      'mail of 1 mailbox read (137.2 MB); mail of 1 mailbox exported; memory of LSASS dumped (C:\\l.dmp); data packed for taking (C:\\it.zip)',
    );
  });
  test('compromised without a trace of theft: not known, which is not no', () => {
    expect(answers([makeFinding({ outcome: 'success' })]).taken).toMatchObject({ answer: 'unknown' });
    expect(answers([]).taken.answer).toBe('no-sign');
  });
});

describe('still there?', () => {
  const present = (over: Partial<Finding>) => makeFinding({ outcome: 'success', present: true, ...over });
  test('what is there, and that keys count as stolen', () => {
    const task = present({ phase: 'persistence', entities: [{ kind: 'task', value: '\\T' }] });
    const shell = { onDisk: 'yes' as const, file: 'C:\\x.aspx', requests: 0, clients: [], findings: [] };
    expect(answers([task], { shells: [shell] }).present.text).toBe(
      'yes: 1 web shell on disk, 1 scheduled task; machine keys must be treated as stolen',
    );
  });
  test('web folders not collected: not known', () => {
    expect(answers([]).present).toMatchObject({ answer: 'unknown', missing: [expect.stringMatching(/web folders/)] });
  });
  test('compromised and nothing found left: that proves nothing', () => {
    expect(answers([makeFinding({ outcome: 'success' })]).present.text).toMatch(/proves nothing; machine keys/);
  });
});

describe('patched?', () => {
  const patch = makePatch({
    current: { build: '15.1.2176.9', name: 'Exchange 2016 CU19 + Mar21SU', source: 'file-version' },
    march2021: { status: 'fixed', fixedAfter: at(9), fixedBefore: at(9), note: '' },
    vulnerabilities: [{ id: 'CVE-2021-34473', status: 'vulnerable', knownExploited: true }],
  });
  test('too late, and what is still open', () => {
    const early = makeFinding({ outcome: 'success', first: at(3) });
    expect(answers([early], { patch }).patched.text).toBe(
      'since 2021-03-09 (Mar21SU), after they got in; still open: CVE-2021-34473, which attackers use',
    );
    expect(answers([], { patch }).patched.text).not.toMatch(/after they got in/);
  });
  test('seen open from outside, as a fact beside the build; no attack', () => {
    const open = makeFinding({
      outcome: 'exposure',
      phase: 'exposure',
      severity: 'medium',
      first: at(2),
      vulnerabilities: ['CVE-2021-34473'],
      entities: [client('198.51.100.7')],
    });
    const { patched, attacked } = answers([open]);
    expect(patched.text).toMatch(/; on 2021-03-02 it was open to a look for CVE-2021-34473 from outside$/);
    expect(patched.findings).toEqual([open.id]);
    expect(attacked.answer).not.toBe('yes');
    const setting = { ...open, entities: [] };
    expect(answers([setting]).patched.text).not.toMatch(/look/);
  });
  test('not, or not known', () => {
    expect(answers([]).patched).toMatchObject({ answer: 'unknown', missing: [expect.stringMatching(/ExSetup/)] });
    const no = { ...patch, march2021: { status: 'vulnerable' as const, note: '' } };
    expect(answers([], { patch: no }).patched).toMatchObject({ answer: 'no' });
  });
});
