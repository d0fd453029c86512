/** The public Sigma rules with their regression data (SigmaHQ): which rule fires how often on which event log. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '@allclear/content';
import { parseSigma, RuleSet, type SigmaCorrelation, type SigmaRule } from '@allclear/detection';
import { type EvtxRecord, readEvtx } from '@allclear/parsers';

export interface RulePack {
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly SigmaCorrelation[];
  readonly files: number;
  /** What was not taken, with the reason. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
}

export interface SigmaCase {
  readonly ruleId: string;
  /** Path of the event log. */
  readonly log: string;
  readonly expected: number;
}

export interface CaseResult extends SigmaCase {
  readonly title: string | undefined;
  /** Undefined: the rule was not loaded. */
  readonly fired: number | undefined;
  readonly records: number;
}

const FOLDERS = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'];

function filesBelow(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export function loadPack(samples: string): RulePack {
  const rules: SigmaRule[] = [];
  const correlations: SigmaCorrelation[] = [];
  const refused: { file: string; reason: string }[] = [];
  let files = 0;
  for (const folder of FOLDERS) {
    for (const path of filesBelow(join(samples, folder), /\.yml$/)) {
      files++;
      const file = path.slice(samples.length + 1);
      const yaml = parseYaml(readFileSync(path, 'utf8'), file);
      for (const { detail } of yaml.problems) refused.push({ file, reason: detail });
      for (const { value } of yaml.documents) {
        const { rule, correlation, problems } = parseSigma(value, file);
        for (const { detail } of problems) refused.push({ file, reason: detail });
        if (rule !== undefined) rules.push(rule);
        if (correlation !== undefined) correlations.push(correlation);
      }
    }
  }
  return { rules, correlations, files, refused };
}

/** Cases on event logs; a case that states no number must fire at least once, which `expected` 0 stands for. */
export function loadCases(samples: string): SigmaCase[] {
  return filesBelow(join(samples, 'regression'), /^info\.yml$/).flatMap((path) => {
    const [document] = parseYaml(readFileSync(path, 'utf8'), path).documents;
    const info = document?.value;
    if (!isRecord(info)) return [];
    const [rule] = list(info.rule_metadata);
    return list(info.regression_tests_info).flatMap((info): SigmaCase[] => {
      const { type, path: log, match_count: expected } = info;
      if (type !== 'evtx' || typeof log !== 'string' || typeof rule?.id !== 'string') return [];
      return [
        {
          ruleId: rule.id,
          log: join(samples, log.replace(/^regression_data/, 'regression')),
          expected: typeof expected === 'number' ? expected : 0,
        },
      ];
    });
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function runCase(one: SigmaCase, pack: RulePack): CaseResult {
  const { records } = readEvtx(readFileSync(one.log));
  const rule = pack.rules.find(({ id }) => id === one.ruleId);
  const fired = rule === undefined ? undefined : count(new RuleSet([rule], []), records);
  return { ...one, title: rule?.title, fired, records: records.length };
}

function count(rules: RuleSet, records: readonly EvtxRecord[]): number {
  return records.reduce((sum, record) => sum + rules.matchFact(record).length, 0);
}

/** Cases whose stated number is not what the rule says of the log; the number that it says, and why. */
const MISSTATED: ReadonlyMap<string, { readonly fired: number; readonly reason: string }> = new Map([
  [
    '8fbf3271-1ef6-4e94-8210-03c2317947f6',
    {
      fired: 3,
      reason: 'three files of Sysmon event 11 end as the rule wants: procdump.exe, procdump64.exe, procdump64a.exe',
    },
  ],
  [
    '45e112d0-7759-4c2a-aa36-9f8fb79d3393',
    { fired: 3, reason: 'three values below ZoneMap\\Domains are set to 2, which the filter does not except' },
  ],
]);

export function misstated({ ruleId, fired }: CaseResult): string | undefined {
  const known = MISSTATED.get(ruleId);
  return known !== undefined && known.fired === fired ? known.reason : undefined;
}

export function asStated({ fired, expected }: CaseResult): boolean {
  return expected === 0 ? (fired ?? 0) > 0 : fired === expected;
}
