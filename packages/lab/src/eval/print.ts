import { STATE_CHECKS } from '../intrusion/index.js';
import { type Counts, type Figures, VERDICTS } from './figures.js';
import type { CaseResult } from './judge.js';

/** The figures of one half and its disagreements, as text. */
export function report(title: string, figures: Figures, results: readonly CaseResult[]): string {
  const { complete, falseFindings, seconds } = figures;
  const wrong = results.filter(({ right }) => !right);
  return [
    `${title}: ${figures.right} of ${figures.cases} verdicts right (${percent(figures.right, figures.cases)}); complete evidence ${complete.right} of ${complete.cases} (${percent(complete.right, complete.cases)})`,
    `where the evidence bears a definite answer: ${figures.sufficient.right} of ${figures.sufficient.cases} right (${percent(figures.sufficient.right, figures.sufficient.cases)})`,
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
    ...checkTable(figures.checks),
    ...wayTable(figures),
    `false findings of level high or more: ${falseFindings.count} in ${falseFindings.lines} benign log lines (${falseFindings.perMillion.toFixed(2)} per million)`,
    `time: ${seconds.generate.toFixed(1)} s to make, ${seconds.assess.toFixed(1)} s to assess`,
    '',
    wrong.length === 0 ? 'no disagreements' : `${wrong.length} disagreements`,
    ...wrong.map(
      ({ id, verdict, truth, reason, grave }) =>
        `  ${grave ? 'GRAVE ' : ''}${id}\n    should be ${truth.expected.acceptable.join(' or ')}, is ${verdict}. ${reason}`,
    ),
    ...checkDisagreements(results),
    ...claimDisagreements(results),
    ...wayDisagreements(results),
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

/** Checks with an error one by one; the others in a sum. */
function checkTable(checks: readonly Counts[]): string[] {
  const faulty = checks.filter(({ falsePositive, falseNegative }) => falsePositive + falseNegative > 0);
  const sum = (of: (counts: Counts) => number): number => checks.reduce((total, counts) => total + of(counts), 0);
  const all: Counts = {
    name: 'all checks',
    truePositive: sum(({ truePositive }) => truePositive),
    falsePositive: sum(({ falsePositive }) => falsePositive),
    falseNegative: sum(({ falseNegative }) => falseNegative),
  };
  return [
    `checks of the catalogue (${checks.length} concerned; recall where evidence is complete)`,
    ...[all, ...faulty].map((counts) =>
      row(counts.name, [
        precision(counts),
        recall(counts),
        `${counts.truePositive} true`,
        `${counts.falsePositive} false`,
        `${counts.falseNegative} missed`,
      ]),
    ),
    '',
  ];
}

/** Ways back in that are settings, by kind; pages and files are not among them. */
function wayTable({ waysBack }: Figures): string[] {
  if (waysBack.length === 0) return [];
  return [
    row('ways back in', ['found', 'missed', 'false', "owner's own", 'of these seen']),
    ...waysBack.map(({ kind, found, missed, wrong, own, lookedAt }) =>
      row(kind, [found, missed, wrong, own, lookedAt].map(String)),
    ),
    '',
  ];
}

function wayDisagreements(results: readonly CaseResult[]): string[] {
  return results.flatMap(({ id, ways }) => [
    ...ways.missed.map(({ kind, name }) => `  ${id}: way back in not named: ${kind} ${name}`),
    ...ways.wrong.map(({ kind, title }) => `  ${id}: no such way back in: ${kind}, ${title}`),
  ]);
}

/** Which cases the faulty checks concern. */
function checkDisagreements(results: readonly CaseResult[]): string[] {
  const lines: string[] = [];
  for (const { id, truth, checks } of results) {
    const { expected, related } = truth.checks;
    const wrong = checks.filter(
      (check) => !STATE_CHECKS.test(check) && !expected.includes(check) && !related.includes(check),
    );
    const missed = truth.evidence.quality === 'complete' ? expected.filter((check) => !checks.includes(check)) : [];
    if (wrong.length > 0) lines.push(`  ${id}: hit without a cause: ${wrong.join(', ')}`);
    if (missed.length > 0) lines.push(`  ${id}: not hit: ${missed.join(', ')}`);
  }
  return lines;
}

/** Answers and phases that were claimed and are not true; and answers that complete evidence did not give. */
function claimDisagreements(results: readonly CaseResult[]): string[] {
  return results.flatMap(({ id, truth, answers, phases }) => {
    const names = ['attacked', 'entered', 'taken', 'present', 'patched'] as const;
    const complete = truth.evidence.quality === 'complete';
    const said = [
      ...names.filter((name) => answers[name] === true && !truth.answers[name]).map((name) => `${name} (not true)`),
      ...names
        .filter((name) => complete && answers[name] !== true && truth.answers[name])
        .map((name) => `${name} (not seen)`),
      ...phases.filter((phase) => !truth.phases.includes(phase)).map((phase) => `phase ${phase} (not true)`),
    ];
    return said.length === 0 ? [] : [`  ${id}: ${said.join(', ')}`];
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
