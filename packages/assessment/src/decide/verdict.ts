/** From findings and coverage to one verdict and the three independent axes. */
import {
  type Axes,
  type Finding,
  type PatchState,
  SEVERITY_ORDER,
  type Severity,
  type Verdict,
  type WebShell,
} from '@allclear/model';
import { outcomeRank } from '../correlate/clients.js';
import { openAndExploited } from './patch-state.js';
import { count, entityValues, list } from './phrases.js';
import type { WaveAnswer } from './sufficiency.js';

const atLeast = (finding: Finding, severity: Severity): boolean =>
  SEVERITY_ORDER.indexOf(finding.severity) >= SEVERITY_ORDER.indexOf(severity);

/** Acts of an attacker; not open holes, not protections, not what defenders did. */
export function isAct(finding: Finding): boolean {
  return finding.phase !== 'exposure' && finding.phase !== 'response' && outcomeRank(finding.outcome) > 0;
}

/** Findings that say that an attacker got what the step was for. */
export function successes(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    (f) =>
      isAct(f) &&
      outcomeRank(f.outcome) >= outcomeRank('success-likely') &&
      atLeast(f, 'high') &&
      f.confidence !== 'low',
  );
}

/** Confirmed: one certain success, or two that do not rest on the same rule and phase. */
function isConfirmed(decisive: readonly Finding[]): boolean {
  if (decisive.some((f) => f.outcome === 'success' && f.confidence === 'high')) return true;
  const independent = new Set(decisive.map((f) => f.phase));
  return independent.size >= 2 && decisive.some((f) => f.outcome === 'success');
}

export function verdictOf(findings: readonly Finding[], waves: readonly WaveAnswer[], isExchange: boolean): Verdict {
  const decisive = successes(findings);
  if (decisive.length > 0) {
    const certainty = isConfirmed(decisive) ? 'confirmed' : 'likely';
    return {
      level: 'compromised',
      certainty,
      exitCode: 10,
      statement:
        certainty === 'confirmed'
          ? 'Attackers got into this server.'
          : 'There are strong signs that attackers got into this server.',
      findings: decisive.map((f) => f.id),
    };
  }
  const attempts = findings.filter((f) => isAct(f) && f.outcome === 'attempt' && atLeast(f, 'medium'));
  if (attempts.length > 0) {
    return {
      level: 'attacked',
      exitCode: 11,
      statement: `This server was attacked${bySomebody(attempts)}; there is no sign that it worked.`,
      findings: attempts.map((f) => f.id),
    };
  }
  // What an added rule calls medium is for a hunter to look through; on most servers something matches it.
  const odd = findings.filter(
    (f) =>
      isAct(f) &&
      outcomeRank(f.outcome) !== outcomeRank('probe') &&
      atLeast(f, f.rule.source === undefined ? 'medium' : 'high'),
  );
  if (odd.length > 0) {
    return {
      level: 'suspicious',
      exitCode: 11,
      statement: `${count(odd.length, 'thing')} on this server should be looked at by a person; nothing shows an intrusion.`,
      findings: odd.map((f) => f.id),
    };
  }
  const open = waves.filter((w) => w.status === 'not-covered');
  const covered = waves.filter((w) => w.status === 'covered');
  if (isExchange && open.length === 0 && covered.length > 0) {
    return {
      level: 'nothing-found',
      exitCode: 0,
      statement: `No sign of an intrusion, and the evidence covers ${list(
        covered.map((w) => w.wave.title),
        4,
      )}.`,
      findings: [],
    };
  }
  return {
    level: 'cannot-tell',
    exitCode: 12,
    statement: `Nothing was found, but the evidence cannot carry an all-clear: ${reasons(open, isExchange)}.`,
    findings: [],
  };
}

function bySomebody(findings: readonly Finding[]): string {
  const clients = entityValues(findings, 'client');
  return clients.length === 0 ? '' : ` by ${list(clients)}`;
}

/** Why nothing found is no all-clear, most important first; empty where the evidence suffices. */
export function shortcomings(waves: readonly WaveAnswer[], isExchange: boolean): string[] {
  if (!isExchange) return ['nothing in it shows that this is an Exchange server'];
  const missing = [...new Set(waves.flatMap((w) => w.missing))];
  if (missing.length > 0 || waves.some((w) => w.status === 'covered')) return missing;
  return ['it does not reach into the time of any known wave of attacks'];
}

function reasons(open: readonly WaveAnswer[], isExchange: boolean): string {
  const missing = shortcomings(open, isExchange);
  const [first, second] = missing;
  const rest = missing.length - 2;
  return [first, second].filter(Boolean).join('; ') + (rest > 0 ? `; and ${count(rest, 'more reason')}` : '');
}

export function axesOf(
  verdict: Verdict,
  patch: PatchState,
  shells: readonly WebShell[],
  findings: readonly Finding[],
): Axes {
  const compromised =
    verdict.level === 'compromised'
      ? (verdict.certainty ?? 'likely')
      : verdict.level === 'cannot-tell'
        ? 'unknown'
        : 'no-sign';
  return { patched: patched(patch), compromised, cleaned: cleaned(verdict, shells, findings) };
}

function patched(patch: PatchState): Axes['patched'] {
  if (!patch.current || patch.march2021.status === 'unknown') return 'unknown';
  if (patch.march2021.status === 'vulnerable') return 'no';
  return openAndExploited(patch).length > 0 ? 'partly' : 'yes';
}

function cleaned(verdict: Verdict, shells: readonly WebShell[], findings: readonly Finding[]): Axes['cleaned'] {
  // Who cannot tell whether anybody was in cannot tell that there is nothing to clean.
  if (verdict.level === 'cannot-tell') return 'unknown';
  if (verdict.level !== 'compromised') return 'not-needed';
  const left = shells.some((s) => s.onDisk === 'yes') || findings.some((f) => isPresentThreat(f));
  const removed =
    shells.some((s) => s.onDisk === 'no' || s.onDisk === 'neutered') || findings.some((f) => f.phase === 'response');
  if (left) return removed ? 'partly' : 'no';
  return 'unverified';
}

/** On the server when the evidence was taken, and an attacker's. */
export function isPresentThreat(finding: Finding): boolean {
  return (
    finding.present &&
    isAct(finding) &&
    atLeast(finding, 'high') &&
    outcomeRank(finding.outcome) >= outcomeRank('success-likely') &&
    ['web-shell', 'persistence', 'execution', 'credential-access', 'collection'].includes(finding.phase)
  );
}
