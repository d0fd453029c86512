/**
 * `npm run conformance:sigma`: all public Sigma rules load or are refused with the reason, and on each event log of
 * their regression data the rule fires exactly as often as stated. Anything else makes the exit code 1.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asStated, loadCases, loadPack, misstated, runCase } from './sigma-cases.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/sigma', import.meta.url));

function main(): void {
  if (!existsSync(SAMPLES)) {
    console.warn('SKIPPED: this needs the Sigma samples beside the repository.');
    return;
  }
  const started = performance.now();
  const pack = loadPack(SAMPLES);
  const seconds = (performance.now() - started) / 1000;
  console.log(`${pack.files} rule files, ${pack.rules.length} rules loaded in ${seconds.toFixed(1)} s`);
  for (const { file, reason } of pack.refused) console.log(`  refused ${file}: ${reason}`);
  const results = loadCases(SAMPLES).map((one) => runCase(one, pack));
  const wrong = results.filter((result) => !asStated(result));
  for (const r of wrong) {
    const reason = misstated(r);
    const expected = r.expected === 0 ? 'at least once' : `${r.expected} times`;
    console.log(
      `  ${r.title ?? r.ruleId}: ${r.fired ?? 'not loaded,'} of ${r.records} records, stated ${expected}${reason === undefined ? '' : `: ${reason}`}\n    ${r.log.slice(SAMPLES.length + 1)}`,
    );
  }
  const unexplained = wrong.filter((result) => misstated(result) === undefined);
  console.log(
    `${results.length} event logs: ${results.length - wrong.length} as stated, ${wrong.length - unexplained.length} stated wrongly, ${unexplained.length} not as stated`,
  );
  if (unexplained.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
