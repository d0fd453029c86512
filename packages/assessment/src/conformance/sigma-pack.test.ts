/**
 * The public rule pack of SigmaHQ against the Sigma engine: every rule compiles, or is reported with a reason that
 * the specification itself gives. Needs the samples beside the repository; skips loudly without them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseYaml } from '@allclear/content';
import { compileRule, parseSigma, RuleSet, type SigmaRule } from '@allclear/detection';
import { describe, expect, test } from 'vitest';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/sigma', import.meta.url));
const FOLDERS = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].map((name) => join(SAMPLES, name));
const present = FOLDERS.filter((folder) => existsSync(folder));
if (present.length === 0) console.warn('SKIPPED: the Sigma rule pack is not beside the repository');

function* ruleFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* ruleFiles(path);
    else if (entry.name.endsWith('.yml')) yield path;
  }
}

describe.skipIf(present.length === 0)('the SigmaHQ rule pack', () => {
  test('every rule compiles or is reported for a placeholder', () => {
    const rules: SigmaRule[] = [];
    const faults: string[] = [];
    let files = 0;
    for (const folder of present)
      for (const path of ruleFiles(folder)) {
        files++;
        const yaml = parseYaml(readFileSync(path, 'utf8'), path);
        for (const problem of yaml.problems) faults.push(`${path}: ${problem.detail}`);
        for (const { value: document } of yaml.documents) {
          const { rule, problems } = parseSigma(document, path);
          for (const problem of problems) faults.push(`${path}: ${problem.detail}`);
          if (rule !== undefined) rules.push(rule);
        }
      }
    const withoutNeed = rules.filter((rule) => compileRule(rule).needs === undefined);
    console.log(
      `Sigma pack: ${files} files, ${rules.length} rules, ${faults.length} reported, ${withoutNeed.length} without a literal`,
    );
    expect(files).toBeGreaterThan(3000);
    expect(faults.filter((fault) => !fault.includes('placeholders need values'))).toEqual([]);
    expect(rules.length + faults.length).toBe(files);

    const set = new RuleSet(rules, []);
    expect(set.problems).toEqual([]);
    const iis = set.forTable({
      key: 'iis',
      format: 'w3c',
      logSource: { category: 'webserver', product: 'windows', service: 'iis' },
      fields:
        'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status'.split(
          ' ',
        ),
    });
    console.log(
      `on IIS logs: ${iis.spec.literals.length} literals; every line for: ${iis.everyLine.map(({ rule }) => rule.title).join(' | ') || 'none'}`,
    );
    expect(iis.empty).toBe(false);
  });
});
