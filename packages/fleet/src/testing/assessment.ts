/** Small assessments for the tests of this package. */
import type { Assessment, Axes, Finding } from '@allclear/model';

export function shellFinding(at: string): Finding {
  return {
    id: 'F-0000000000aa',
    rule: { id: 'test-shell', title: 'Web shell', author: 'allclear', references: [], checks: [] },
    severity: 'critical',
    confidence: 'high',
    outcome: 'success',
    phase: 'web-shell',
    techniques: [],
    vulnerabilities: [],
    ...(at === '' ? {} : { first: at, last: at }),
    count: 1,
    entities: [{ kind: 'file', value: 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx' }],
    quotes: [],
    present: true,
    remnant: {
      kind: 'page',
      target: { path: 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx', sha256: 'ab'.repeat(32) },
    },
    what: 'w',
    why: 'w',
    next: 'n',
    falsePositives: [],
  };
}

export function emptyAssessment(name: string, axes: Axes, findings: readonly Finding[]): Assessment {
  const compromised = axes.compromised === 'confirmed';
  return {
    schemaVersion: '1.0',
    tool: { name: 'allclear', version: '0', content: 'c', attack: '17.1' },
    host: { name, nameSource: 'test', root: '', layout: 'loose', isExchange: 'yes' },
    verdict: compromised
      ? { level: 'compromised', certainty: 'confirmed', exitCode: 10, statement: 'In.', findings: [] }
      : { level: 'nothing-found', exitCode: 0, statement: 'Nothing.', findings: [] },
    axes,
    answers: [],
    incident: {},
    patch: { history: [], march2021: { status: 'unknown', note: '' }, vulnerabilities: [], notes: [] },
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
  };
}
