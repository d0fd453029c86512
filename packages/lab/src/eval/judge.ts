import { type Answer, type Assessment, type Finding, type Phase, SEVERITY_ORDER } from '@allclear/model';
import type { CaseTruth } from '../cases/index.js';
import type { VerdictLevel } from '../scenarios/story.js';
import { type WaysResult, waysBackOf } from './ways-back.js';

/** What came of one case. */
export interface CaseResult {
  readonly id: string;
  readonly half: string;
  readonly truth: CaseTruth;
  readonly verdict: VerdictLevel;
  readonly right: boolean;
  /** All-clear on an entered server, or "compromised" where nobody got in: never to be borne. */
  readonly grave: boolean;
  /** Why it is wrong, or empty. */
  readonly reason: string;
  readonly answers: Readonly<Partial<Record<Answer['id'], boolean>>>;
  readonly phases: readonly Phase[];
  /** Checks of the catalogue that were hit. */
  readonly checks: readonly string[];
  /** Findings of level high and more on servers that nobody attacked. */
  readonly falseFindings: readonly string[];
  readonly ways: WaysResult;
  readonly lines: number;
  readonly generateSeconds: number;
  readonly assessSeconds: number;
}

/** Phases that an assessment claims of an attacker; probes and what defenders did do not count. */
const UNCOUNTED: ReadonlySet<Phase> = new Set<Phase>(['reconnaissance', 'exposure', 'response']);
const CLAIMED = new Set(['attempt', 'success-likely', 'success']);

export function countedPhases(phases: readonly Phase[]): Phase[] {
  return phases.filter((phase) => !UNCOUNTED.has(phase));
}

export function judge(
  id: string,
  half: string,
  truth: CaseTruth,
  assessment: Assessment | undefined,
  seconds: { readonly generate: number; readonly assess: number },
): CaseResult {
  const verdict = assessment?.verdict.level ?? 'cannot-tell';
  const right = truth.expected.acceptable.includes(verdict);
  const entered = truth.verdict === 'compromised';
  const findings = assessment?.findings ?? [];
  return {
    id,
    half,
    truth,
    verdict,
    right,
    grave: (entered && verdict === 'nothing-found') || (!entered && verdict === 'compromised'),
    reason: right ? '' : reasonOf(assessment),
    answers: Object.fromEntries(
      (assessment?.answers ?? []).map(({ id: answer, answer: given }) => [answer, isYes(given)]),
    ),
    phases: countedPhases(
      (assessment?.phases ?? []).filter(({ outcome }) => CLAIMED.has(outcome)).map(({ phase }) => phase),
    ),
    checks: (assessment?.checks ?? []).filter(({ status }) => status === 'hit').map(({ id: check }) => check),
    falseFindings: truth.verdict === 'not-attacked' ? findings.filter(isLoud).map(nameOf) : [],
    ways: waysBackOf(truth, assessment),
    lines: (assessment?.coverage.sources ?? []).reduce((sum, source) => sum + source.records, 0),
    generateSeconds: seconds.generate,
    assessSeconds: seconds.assess,
  };
}

function isYes(answer: Answer['answer']): boolean {
  return answer === 'yes' || answer === 'likely' || answer === 'partly';
}

/** Says loudly that an attacker was here; open holes and protections are no such claim. */
function isLoud(finding: Finding): boolean {
  return SEVERITY_ORDER.indexOf(finding.severity) >= SEVERITY_ORDER.indexOf('high') && CLAIMED.has(finding.outcome);
}

function nameOf(finding: Finding): string {
  return finding.rule.title;
}

/** The verdict's own sentence and the findings that it rests on. */
function reasonOf(assessment: Assessment | undefined): string {
  if (assessment === undefined) return 'no host was found in the evidence';
  const { verdict, findings } = assessment;
  const deciding = findings.filter(({ id }) => verdict.findings.includes(id)).map(nameOf);
  const others = findings
    .filter(({ outcome, id }) => !verdict.findings.includes(id) && outcome !== 'exposure' && outcome !== 'mitigation')
    .map((finding) => `${nameOf(finding)} (${finding.severity}, ${finding.outcome})`);
  const list = (label: string, items: readonly string[]): string =>
    items.length === 0 ? '' : ` ${label}: ${[...new Set(items)].slice(0, 4).join('; ')}.`;
  return `${verdict.statement}${list('Rests on', deciding)}${list('Also seen', others)}`;
}
