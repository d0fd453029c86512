import type { Assessment, Finding, SourceCoverage } from '@allclear/model';
import { describe, expect, it } from 'vitest';
import { assessment, finding, page } from '../testing/assessment.js';
import { compare } from './compare.js';
import { Verification } from './verification.js';

const PATH = 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx';
const CLEANED = '2021-03-16T00:00:00.000Z';

function source(artifact: string, to: string, status: SourceCoverage['status'] = 'examined'): SourceCoverage {
  const period = { from: '2021-03-01T00:00:00.000Z', to };
  return {
    artifact,
    title: artifact,
    status,
    files: 1,
    bytes: 1,
    records: 1,
    unreadable: 0,
    period,
    gaps: [],
    notes: [],
  };
}

/** Evidence of a server: web folders and logs until four days after the cleaning, patched. */
function evidence(findings: readonly Finding[], over: Partial<Assessment> = {}): Assessment {
  const base = assessment(findings);
  return {
    ...base,
    coverage: {
      ...base.coverage,
      sources: [source('iis-log', '2021-03-20T00:00:00.000Z'), source('scheduled-task', '2021-03-20T00:00:00.000Z')],
      files: ['C/inetpub/wwwroot/iisstart.htm', 'C/Windows/System32/Tasks/Own', 'C/inetpub/logs/u_ex.log'].map(
        (file) => ({
          file,
          artifact: file.includes('Tasks') ? 'scheduled-task' : 'iis-log',
          size: 1,
          sha256: '',
        }),
      ),
    },
    ...over,
  };
}

const shell = page(PATH);
const task = finding({
  id: 'F-0000000000bb',
  rule: { id: 'task', title: 'Task', author: 'allclear', references: [], checks: [] },
  phase: 'persistence',
  remnant: { kind: 'scheduled-task', target: { uri: '\\Own' } },
  quotes: [{ place: { file: 'C/Windows/System32/Tasks/Own' }, fields: {} }],
});
const act = (at: string, over: Omit<Partial<Finding>, 'remnant'> = {}): Finding =>
  finding({
    id: 'F-0000000000cc',
    rule: { id: 'used', title: 'Shell used', author: 'allclear', references: [], checks: [] },
    present: false,
    first: at,
    last: at,
    entities: [{ kind: 'page', value: '/aspnet_client/a.aspx' }],
    ...over,
  });
const before = evidence([shell, task, act('2021-03-03T07:00:00.000Z')]);
const verify = (after: Assessment, options = { cleanedAt: CLEANED }): Verification => compare(before, after, options);

describe('compare', () => {
  it('cleaned and verified: everything gone, old acts stay in the logs, the update is in', () => {
    const result = verify(evidence([act('2021-03-03T07:00:00.000Z')]));
    expect(Verification.parse(result)).toEqual(result);
    expect(result).toMatchObject({ result: 'cleaned-and-verified', exitCode: 0, new: [] });
    expect(result.findings.map((f) => f.status)).toEqual(['gone', 'gone', 'past']);
  });

  it('not clean while a thing is there, also where another rule or another layout shows it', () => {
    const seenOtherwise = page(PATH.toUpperCase(), {
      id: 'F-0000000000dd',
      rule: { id: 'another', title: 'Another', author: 'allclear', references: [], checks: [] },
    });
    expect(verify(evidence([seenOtherwise]))).toMatchObject({ result: 'not-clean', exitCode: 10 });
    expect(verify(evidence([task])).findings.find((f) => f.subject === '\\Own')?.status).toBe('still-there');
  });

  it('an act that succeeds after the cleaning is a new episode', () => {
    const result = verify(evidence([act('2021-03-18T07:00:00.000Z')]));
    expect(result).toMatchObject({ result: 'reinfected', exitCode: 10 });
    expect(result.new).toMatchObject([{ kind: 'reinfection' }]);
  });

  it('a summary of a known page goes on with every scanner; a client that is answered is another matter', () => {
    const fields = { page: '/aspnet_client/a.aspx', requests: '9' };
    const quotes = [{ place: { file: 'C/inetpub/logs/u_ex.log' }, fields }];
    const sum = act('2021-03-03T07:00:00.000Z', { last: '2021-03-18T07:00:00.000Z', quotes });
    expect(verify(evidence([sum])).result).toBe('cleaned-and-verified');
    const client = { kind: 'client' as const, value: '203.0.113.7' };
    const answered = { ...sum, quotes: [], entities: [...sum.entities, client] };
    expect(verify(evidence([answered])).result).toBe('reinfected');
    const other = { ...sum, entities: [{ kind: 'page' as const, value: '/aspnet_client/other.aspx' }] };
    expect(verify(evidence([other])).result).toBe('reinfected');
  });

  it('an attempt after the cleaning is told and does not spoil the result', () => {
    const result = verify(
      evidence([
        act('2021-03-18T07:00:00.000Z', {
          outcome: 'attempt',
          severity: 'high',
          rule: { id: 'try', title: 'Try', author: 'allclear', references: [], checks: [] },
        }),
      ]),
    );
    expect(result).toMatchObject({ result: 'cleaned-and-verified', new: [{ kind: 'attempt' }] });
  });

  it('what the first evidence did not show and the second does is not clean', () => {
    const other = page('C:\\inetpub\\wwwroot\\aspnet_client\\other.aspx', { id: 'F-0000000000ee' });
    expect(verify(evidence([other]))).toMatchObject({ result: 'not-clean', new: [{ kind: 'found-now' }] });
  });

  it('says what it cannot tell: folders that were not collected, no logs since, no version, an open hole', () => {
    const noFolders = evidence([], { coverage: { ...evidence([]).coverage, files: [] } });
    expect(verify(noFolders)).toMatchObject({ result: 'cannot-tell', exitCode: 12 });
    expect(verify(noFolders).reasons.join()).toMatch(/could not be looked at again/);
    const short = evidence([], {
      coverage: {
        ...evidence([]).coverage,
        sources: [source('iis-log', '2021-03-16T05:00:00.000Z'), source('scheduled-task', '2021-03-16T05:00:00.000Z')],
      },
    });
    expect(verify(short).reasons.join()).toMatch(/less than 24 hours of logs/);
    const base = evidence([]);
    expect(verify({ ...base, axes: { ...base.axes, patched: 'unknown' } }).reasons.join()).toMatch(
      /version of Exchange/,
    );
    const open = { id: 'CVE-2022-41040', status: 'vulnerable' as const, knownExploited: true };
    expect(verify({ ...base, patch: { ...base.patch, vulnerabilities: [open] } })).toMatchObject({
      result: 'cannot-tell',
      reasons: [expect.stringMatching(/Still open to CVE-2022-41040/)],
    });
  });

  it('a suspicion that is still there asks for a person', () => {
    const weak = page(PATH, { severity: 'medium', outcome: 'supporting' });
    expect(compare(evidence([weak]), evidence([weak]), { cleanedAt: CLEANED })).toMatchObject({
      result: 'suspicious',
      exitCode: 11,
    });
  });

  it('a folder that every collection touches proves nothing', () => {
    const dump = finding({ remnant: { kind: 'file', target: { path: 'C:\\Windows\\Temp\\x\\l.dmp' } } });
    const result = compare(evidence([dump]), evidence([]), { cleanedAt: CLEANED });
    expect(result.findings[0]?.status).toBe('cannot-tell');
    const journal = { ended: CLEANED, removed: ['c:\\windows\\temp\\x\\l.dmp'] };
    expect(compare(evidence([dump]), evidence([]), { journal }).findings[0]?.status).toBe('gone');
  });

  it('takes the time of the cleaning from what it is given, the journal, or the end of the first evidence', () => {
    const journal = { ended: CLEANED, removed: [] };
    expect(compare(before, before, { cleanedAt: '2021-03-17T00:00:00.000Z', journal }).cleaned.source).toBe('given');
    expect(compare(before, before, { journal }).cleaned).toEqual({ at: CLEANED, source: 'journal' });
    expect(compare(before, before).cleaned).toEqual({
      at: '2021-03-20T00:00:00.000Z',
      source: 'end-of-first-evidence',
    });
  });
});
