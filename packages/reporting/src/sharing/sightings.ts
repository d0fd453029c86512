/** What of an assessment others can look for on their own servers: no names of people, mailboxes or machines. */
import { type Assessment, type Finding, SEVERITY_ORDER } from '@allclear/model';

export interface Sighted {
  readonly kind: 'address' | 'file-hash' | 'page' | 'file-name';
  readonly value: string;
  /** For hashes: name of the file that had it. */
  readonly name?: string;
  readonly size?: number;
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly count: number;
  readonly findings: readonly string[];
  readonly what: string;
}

const HIGH = SEVERITY_ORDER.indexOf('high');
/** Acts that succeeded, or attempts nobody makes by accident. */
const weighty = (f: Finding): boolean =>
  SEVERITY_ORDER.indexOf(f.severity) >= HIGH &&
  (f.outcome === 'success' || f.outcome === 'success-likely' || f.outcome === 'attempt');

export function sightedIn(assessment: Assessment): Sighted[] {
  const found = new Map<string, Sighted>();
  const add = (one: Sighted): void => {
    const key = `${one.kind} ${one.value.toLowerCase()}`;
    const known = found.get(key);
    if (!known) found.set(key, one);
    else
      found.set(key, {
        ...known,
        first: earlier(known.first, one.first),
        last: later(known.last, one.last),
        count: Math.max(known.count, one.count),
        findings: [...new Set([...known.findings, ...one.findings])],
      });
  };
  for (const client of assessment.clients) {
    if (client.role !== 'intruder' && client.role !== 'attacker') continue;
    add({
      kind: 'address',
      value: client.address,
      first: client.first,
      last: client.last,
      count: client.requests,
      findings: client.findings,
      what: client.role === 'intruder' ? 'address of an intruder' : 'address of an attacker',
    });
  }
  for (const shell of assessment.webShells) {
    if (shell.page !== undefined)
      add({
        kind: 'page',
        value: shell.page,
        first: shell.firstUsed,
        last: shell.lastUsed,
        count: Math.max(1, shell.requests),
        findings: shell.findings,
        what: 'address of a web shell',
      });
  }
  for (const finding of assessment.findings.filter(weighty)) {
    const target = finding.remnant?.target;
    if (target?.sha256 === undefined || !/^[0-9a-f]{64}$/i.test(target.sha256)) continue;
    const name = target.path?.split('\\').at(-1);
    const size = Number(target.size);
    add({
      kind: 'file-hash',
      value: target.sha256.toLowerCase(),
      ...(name === undefined || name === '' ? {} : { name }),
      ...(Number.isSafeInteger(size) && target.size !== undefined ? { size } : {}),
      first: finding.first,
      last: finding.last,
      count: finding.count,
      findings: [finding.id],
      what: finding.rule.title,
    });
  }
  return [...found.values()].sort((a, b) => a.kind.localeCompare(b.kind) || a.value.localeCompare(b.value));
}

/** The instant that everything without a time of its own is dated by: the end of what the evidence tells. */
export function dateOf(assessment: Assessment): string {
  const ends = assessment.coverage.sources.flatMap((s) => (s.period === undefined ? [] : [s.period.to])).sort();
  const text = ends.at(-1) ?? assessment.incident.last ?? assessment.run?.started ?? '1970-01-01T00:00:00.000Z';
  return new Date(text).toISOString();
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}
function later(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
