import { type Answer, Phase } from '@allclear/model';
import { STATE_CHECKS } from '../intrusion/index.js';
import type { VerdictLevel } from '../scenarios/story.js';
import { type CaseResult, countedPhases } from './judge.js';
import { type WayCounts, wayCounts } from './ways-back.js';

/** True and false claims of one kind. */
export interface Counts {
  readonly name: string;
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/** Everything that the evaluation prints about one half, as data. */
export interface Figures {
  readonly cases: number;
  readonly right: number;
  /** Cases with complete evidence, and how many of them were judged right. */
  readonly complete: { readonly cases: number; readonly right: number };
  readonly grave: readonly string[];
  /** Rows: what a good assessment says; columns: what was said. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly phases: readonly Counts[];
  readonly answers: readonly Counts[];
  /** The same, over cases with complete evidence only. */
  readonly phasesComplete: readonly Counts[];
  readonly answersComplete: readonly Counts[];
  /** Checks: precision over all cases, recall over those with complete evidence. */
  readonly checks: readonly Counts[];
  readonly waysBack: readonly WayCounts[];
  /** Cases whose evidence bears a definite answer ("cannot tell" is not among the acceptable ones), and how many are right. */
  readonly sufficient: { readonly cases: number; readonly right: number };
  readonly falseFindings: { readonly count: number; readonly lines: number; readonly perMillion: number };
  readonly seconds: { readonly generate: number; readonly assess: number };
}

export const VERDICTS: readonly VerdictLevel[] = [
  'nothing-found',
  'cannot-tell',
  'suspicious',
  'attacked',
  'compromised',
];
const ANSWERS: readonly Answer['id'][] = ['attacked', 'entered', 'taken', 'present', 'patched'];

export function figuresOf(results: readonly CaseResult[]): Figures {
  const complete = results.filter(({ truth }) => truth.evidence.quality === 'complete');
  const sufficient = results.filter(({ truth }) => !truth.expected.acceptable.includes('cannot-tell'));
  const benign = results.filter(({ truth }) => truth.verdict === 'not-attacked');
  const falseCount = benign.reduce((sum, { falseFindings }) => sum + falseFindings.length, 0);
  const lines = benign.reduce((sum, result) => sum + result.lines, 0);
  return {
    cases: results.length,
    right: results.filter(({ right }) => right).length,
    complete: { cases: complete.length, right: complete.filter(({ right }) => right).length },
    grave: results.filter(({ grave }) => grave).map(({ id }) => id),
    confusion: Object.fromEntries(
      VERDICTS.map((expected) => [
        expected,
        Object.fromEntries(
          VERDICTS.map((given) => [
            given,
            results.filter(({ truth, verdict }) => truth.expected.verdict === expected && verdict === given).length,
          ]),
        ),
      ]),
    ),
    phases: phaseCounts(results),
    answers: answerCounts(results),
    phasesComplete: phaseCounts(complete),
    answersComplete: answerCounts(complete),
    checks: checkCounts(results),
    waysBack: wayCounts(results.map(({ ways }) => ways)),
    sufficient: { cases: sufficient.length, right: sufficient.filter(({ right }) => right).length },
    falseFindings: { count: falseCount, lines, perMillion: lines === 0 ? 0 : (falseCount / lines) * 1e6 },
    seconds: {
      generate: results.reduce((sum, result) => sum + result.generateSeconds, 0),
      assess: results.reduce((sum, result) => sum + result.assessSeconds, 0),
    },
  };
}

function phaseCounts(results: readonly CaseResult[]): Counts[] {
  return countedPhases(Phase.options)
    .map((phase) =>
      counts(
        phase,
        results,
        ({ truth }) => truth.phases.includes(phase),
        ({ phases }) => phases.includes(phase),
      ),
    )
    .filter(({ truePositive, falsePositive, falseNegative }) => truePositive + falsePositive + falseNegative > 0);
}

function checkCounts(results: readonly CaseResult[]): Counts[] {
  const ids = new Set(results.flatMap(({ truth, checks }) => [...truth.checks.expected, ...checks]));
  return [...ids]
    .filter((id) => !STATE_CHECKS.test(id))
    .sort()
    .map((name) => {
      const hits = results.filter(({ checks }) => checks.includes(name));
      const isTrue = ({ truth }: CaseResult): boolean =>
        truth.checks.expected.includes(name) || truth.checks.related.includes(name);
      const missed = results.filter(
        ({ truth, checks }) =>
          truth.evidence.quality === 'complete' && truth.checks.expected.includes(name) && !checks.includes(name),
      );
      return {
        name,
        truePositive: hits.filter(isTrue).length,
        falsePositive: hits.filter((hit) => !isTrue(hit)).length,
        falseNegative: missed.length,
      };
    });
}

function answerCounts(results: readonly CaseResult[]): Counts[] {
  return ANSWERS.map((answer) =>
    counts(
      answer,
      results,
      ({ truth }) => truth.answers[answer],
      ({ answers }) => answers[answer] === true,
    ),
  );
}

function counts(
  name: string,
  results: readonly CaseResult[],
  isTrue: (result: CaseResult) => boolean,
  isClaimed: (result: CaseResult) => boolean,
): Counts {
  const number = (truth: boolean, claim: boolean): number =>
    results.filter((result) => isTrue(result) === truth && isClaimed(result) === claim).length;
  return {
    name,
    truePositive: number(true, true),
    falsePositive: number(false, true),
    falseNegative: number(true, false),
  };
}
