import { type Answer, Phase } from '@allclear/model';
import type { VerdictLevel } from '../scenarios/story.js';
import { type CaseResult, countedPhases } from './judge.js';

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
