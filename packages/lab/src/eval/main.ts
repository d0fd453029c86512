/** `npm run eval [-- --half tuning|judging] [--only PATTERN] [--json FILE]`: how good are the verdicts? */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { casesLike } from '../cases/index.js';
import { figuresOf } from './figures.js';
import type { CaseResult } from './judge.js';
import { report } from './print.js';
import { runCase } from './run.js';

const { values } = parseArgs({
  options: { half: { type: 'string' }, only: { type: 'string', default: '*' }, json: { type: 'string' } },
});
const halves = values.half === undefined ? ['tuning', 'judging'] : [values.half];
const output: Record<string, unknown> = {};
let grave = 0;
for (const half of halves) {
  const cases = casesLike(values.only).filter((labCase) => labCase.half === half);
  if (cases.length === 0) {
    process.stdout.write(`${half}: no case ${values.only}\n`);
    continue;
  }
  const results: CaseResult[] = [];
  for (const labCase of cases) {
    if (process.stderr.isTTY) process.stderr.write(`\r${half} ${results.length + 1}/${cases.length}   `);
    results.push(await runCase(labCase));
  }
  if (process.stderr.isTTY) process.stderr.write('\r');
  const figures = figuresOf(results);
  grave += figures.grave.length;
  output[half] = { figures, results: results.map(({ truth, ...rest }) => ({ ...rest, expected: truth.expected })) };
  process.stdout.write(`${report(half, figures, results)}\n`);
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(output, null, 2)}\n`);
process.exitCode = grave === 0 ? 0 : 1;
