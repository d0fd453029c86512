/** `npm run eval:cleanup`: every intrusion of the lab from the assessment to a verified server, and back. */
import { parseArgs } from 'node:util';
import { casesLike } from '../cases/index.js';
import { type CleanUpResult, cleanUp } from './run.js';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '*.complete.*' }, json: { type: 'boolean' } },
});
const wanted = casesLike(values.only).filter(
  ({ variant, story }) =>
    variant.verdict === 'compromised' && variant.evidence === 'complete' && story.state !== 'administered',
);

const results: CleanUpResult[] = [];
for (const labCase of wanted) {
  const result = await cleanUp(labCase);
  results.push(result);
  if (values.json === true) continue;
  const faults = [
    ...result.forgotten.map((text) => `forgotten: ${text}`),
    ...result.leftOver.map((text) => `left over: ${text}`),
    ...result.notRestored.map((text) => `not restored: ${text}`),
    ...result.refused.map((text) => `refused: ${text}`),
  ];
  const why = result.result === 'cleaned-and-verified' ? '' : `  (${result.reasons.join(' ')})`;
  console.log(`${result.id.padEnd(52)}${result.result}, ${result.steps} steps${why}`);
  for (const fault of faults) console.log(`    ${fault}`);
}
if (values.json === true) console.log(JSON.stringify(results, undefined, 2));
// Where the evidence bears no more than a suspicion there is nothing to clean.
const cleaned = results.filter((r) => r.result !== 'not-compromised');
const good = cleaned.filter(
  (r) => r.result === 'cleaned-and-verified' && r.forgotten.length + r.leftOver.length + r.notRestored.length === 0,
);
console.log(
  `${good.length} of ${cleaned.length} cleaned, verified, nothing forgotten, nothing left over, restored byte for byte`,
);
process.exitCode = good.length === cleaned.length ? 0 : 1;
