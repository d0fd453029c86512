import { type Counts, type Figures, VERDICTS } from './figures.js';
import type { CaseResult } from './judge.js';

/** The figures of one half and its disagreements, as text. */
export function report(title: string, figures: Figures, results: readonly CaseResult[]): string {
  const { complete, falseFindings, seconds } = figures;
  const wrong = results.filter(({ right }) => !right);
  return [
    `${title}: ${figures.right} of ${figures.cases} verdicts right (${percent(figures.right, figures.cases)}); complete evidence ${complete.right} of ${complete.cases} (${percent(complete.right, complete.cases)})`,
    `all-clear on an entered server, or "compromised" where nobody got in: ${figures.grave.length === 0 ? 'none' : figures.grave.join(', ')}`,
    '',
    'good verdict down, given verdict across',
    row('', VERDICTS),
    ...VERDICTS.map((expected) =>
      row(
        expected,
        VERDICTS.map((given) => String(figures.confusion[expected]?.[given] ?? 0)),
      ),
    ),
    '',
    row('', ['precision', 'recall', 'precision*', 'recall*']),
    ...table(figures.phases, figures.phasesComplete),
    ...table(figures.answers, figures.answersComplete),
    '  * complete evidence only; without it, recall counts what no evidence shows',
    '',
    `false findings of level high or more: ${falseFindings.count} in ${falseFindings.lines} benign log lines (${falseFindings.perMillion.toFixed(2)} per million)`,
    `time: ${seconds.generate.toFixed(1)} s to make, ${seconds.assess.toFixed(1)} s to assess`,
    '',
    wrong.length === 0 ? 'no disagreements' : `${wrong.length} disagreements`,
    ...wrong.map(
      ({ id, verdict, truth, reason, grave }) =>
        `  ${grave ? 'GRAVE ' : ''}${id}\n    should be ${truth.expected.acceptable.join(' or ')}, is ${verdict}. ${reason}`,
    ),
    ...results
      .filter(({ falseFindings: found }) => found.length > 0)
      .map(({ id, falseFindings: found }) => `  false findings in ${id}: ${[...new Set(found)].join('; ')}`),
    '',
  ].join('\n');
}

function table(all: readonly Counts[], complete: readonly Counts[]): string[] {
  return all.map((counts) => {
    const own = complete.find(({ name }) => name === counts.name);
    return row(counts.name, [precision(counts), recall(counts), own ? precision(own) : '-', own ? recall(own) : '-']);
  });
}

function precision({ truePositive, falsePositive }: Counts): string {
  return percent(truePositive, truePositive + falsePositive);
}

function recall({ truePositive, falseNegative }: Counts): string {
  return percent(truePositive, truePositive + falseNegative);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}

const NAME_WIDTH = 20;
const CELL_WIDTH = 14;

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`.trimEnd();
}
