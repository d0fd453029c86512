import { describe, expect, test } from 'vitest';
import { compromisedAssessment } from '../testing/compromised.js';
import { cleanAssessment, floodedAssessment, HOSTILE_VALUES, hostileAssessment } from '../testing/others.js';
import { explainFinding, MAX_LISTED } from './explain.js';

describe('explainFinding', () => {
  test('tells everything that one finding knows', () => {
    const text = explainFinding(compromisedAssessment(), 'f-000000000002') ?? '';
    for (const part of [
      'F-000000000002 CVE-2021-26855 exploited',
      'severity high · confidence high · probably succeeded · phase: Exploitation',
      '2021-03-03 06:49:42 to 2021-03-04 15:02:09 UTC; 17 matched records',
      'WHY IT MATTERS',
      'u_ex210303.log, line 20,114, byte 6,255,454, 2021-03-03 06:49:42 UTC',
      'cs-uri-stem = /ecp/y.js',
      'Select-String -Path "C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log"',
      'WHAT WOULD MAKE IT A FALSE ALARM',
      'WHAT THIS DETECTION WOULD MISS',
      'ATT&CK 17.1: T1190',
      'https://msrc.microsoft.com/',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('without an id lists all, worst first', () => {
    const a = compromisedAssessment();
    const ids = [...(explainFinding(a) ?? '').matchAll(/^F-[0-9a-f]{12}/gm)].map((match) => match[0]);
    expect([...ids].sort()).toEqual(a.findings.map((finding) => finding.id).sort());
    expect(ids[0]).toBe('F-000000000003');
    expect(ids.at(-1)).toBe('F-00000000000a');
  });

  test('an unknown id is undefined; no findings is said, not hidden', () => {
    expect(explainFinding(compromisedAssessment(), 'F-ffffffffffff')).toBeUndefined();
    expect(explainFinding({ ...cleanAssessment(), findings: [] })).toContain('No findings.');
  });

  test('a flood is capped, and says so', () => {
    const text = explainFinding(floodedAssessment(MAX_LISTED + 7)) ?? '';
    expect(text).toContain('and 7 more in assessment.json');
  });

  test('never puts a hostile file name into a command, and prints no control byte', () => {
    const a = hostileAssessment();
    for (const [index] of HOSTILE_VALUES.entries()) {
      const text = explainFinding(a, a.findings[index]?.id) ?? '';
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text).not.toMatch(/^ {2}type .*(script|cmd|calc|alert|7\*7)/m);
    }
    expect(explainFinding(a, a.findings[0]?.id)).toContain('type {file} | more');
  });
});
