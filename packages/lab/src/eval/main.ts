/**
 * `npm run eval [-- --half tuning|judging] [--only PATTERN] [--json FILE]`: how good are the verdicts?
 * `-- --benign DAYS`: false findings in so many days of a busy server that nobody enters.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { casesLike, type LabCase } from '../cases/index.js';
import { benignBulk } from './benign.js';
import { figuresOf } from './figures.js';
import { report } from './print.js';
import { runCases } from './run.js';

const { values } = parseArgs({
  options: {
    half: { type: 'string' },
    only: { type: 'string', default: '*' },
    json: { type: 'string' },
    benign: { type: 'string' },
  },
});
/** What is evaluated together, under which name. */
function groups(): [string, LabCase[]][] {
  if (values.benign !== undefined) return [['benign', benignBulk(Number(values.benign), '1')]];
  const halves = values.half === undefined ? ['tuning', 'judging'] : [values.half];
  return halves.map((half) => [half, casesLike(values.only).filter((labCase) => labCase.half === half)]);
}

const output: Record<string, unknown> = {};
let grave = 0;
for (const [half, cases] of groups()) {
  if (cases.length === 0) {
    process.stdout.write(`${half}: no case ${values.only}\n`);
    continue;
  }
  const results = await runCases(cases, {
    onDone: (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${half} ${done}/${cases.length}   `);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r');
  const figures = figuresOf(results);
  grave += figures.grave.length;
  output[half] = { figures, results: results.map(({ truth, ...rest }) => ({ ...rest, expected: truth.expected })) };
  process.stdout.write(`${report(half, figures, results)}\n`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(output, null, 2)}\n`);
process.exitCode = grave === 0 ? 0 : 1;
