/** Small assessments for the tests of this package. */
import type { Assessment, Finding, Remnant } from '@allclear/model';

export function finding(over: Partial<Finding> & { readonly remnant?: Remnant }): Finding {
  return {
    id: 'F-000000000001',
    rule: { id: 'r', title: 'A rule', author: 'allclear', references: [], checks: [] },
    severity: 'critical',
    confidence: 'high',
    outcome: 'success',
    phase: 'web-shell',
    techniques: [],
    vulnerabilities: [],
    count: 1,
    entities: [],
    quotes: [],
    present: true,
    what: 'Something lies there.',
    why: 'It should not.',
    next: 'Look at it.',
    falsePositives: [],
    ...over,
  };
}

export function page(path: string, over: Partial<Finding> = {}): Finding {
  return finding({ ...over, remnant: { kind: 'page', target: { path, sha256: 'ab'.repeat(32), size: '12' } } });
}

export function assessment(findings: readonly Finding[], over: Partial<Assessment> = {}): Assessment {
  return {
    schemaVersion: '1.0',
    tool: { name: 'allclear', version: '0', content: 'c', attack: '17.1' },
    host: {
      name: 'mail01.example.com',
      nameSource: 'test',
      root: '',
      layout: 'loose',
      isExchange: 'yes',
    },
    verdict: { level: 'compromised', certainty: 'confirmed', exitCode: 10, statement: 'In.', findings: [] },
    axes: { patched: 'yes', compromised: 'confirmed', cleaned: 'no' },
    answers: [],
    incident: {},
    patch: {
      current: { build: '15.1.2176.2', name: 'Exchange 2016 CU19', source: 'file-version' },
      history: [],
      march2021: { status: 'fixed', note: '' },
      vulnerabilities: [],
      notes: [],
    },
    phases: [],
    webShells: [],
    mailboxes: [],
    clients: [],
    actors: [],
    actions: [],
    findings: [...findings],
    timeline: [],
    checks: [],
    coverage: { sources: [], notExamined: [], problems: [], files: [] },
    ...over,
  };
}
