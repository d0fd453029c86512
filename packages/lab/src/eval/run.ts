import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import { type LabCase, makeCase, writeFolder, writeZipFile } from '../cases/index.js';
import { ZIPPED } from '../evidence/index.js';
import { type CaseResult, judge } from './judge.js';

/** Makes the case in a temporary folder, assesses it as the command would, compares, and removes the folder. */
export async function runCase(labCase: LabCase): Promise<CaseResult> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-eval-'));
  try {
    const started = performance.now();
    const { truth, entries } = makeCase(labCase);
    let evidence = join(folder, 'evidence');
    if (ZIPPED.has(labCase.variant.layout)) {
      evidence += '.zip';
      await writeZipFile(entries(), evidence);
    } else {
      mkdirSync(evidence);
      await writeFolder(entries(), evidence);
    }
    const made = performance.now();
    const { assessments } = await assess([evidence], { workers: 1, reproducible: true });
    const done = performance.now();
    return judge(labCase.id, labCase.half, truth, theHost(assessments), {
      generate: (made - started) / 1000,
      assess: (done - made) / 1000,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Several cases at a time, as many as there are cores by default; results in the order of the cases. */
export async function runCases(
  cases: readonly LabCase[],
  options: { readonly concurrency?: number; readonly onDone?: (done: number) => void } = {},
): Promise<CaseResult[]> {
  const results: (CaseResult | undefined)[] = cases.map(() => undefined);
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < cases.length; index = next++) {
      const labCase = cases[index];
      if (labCase === undefined) return;
      results[index] = await runCase(labCase);
      options.onDone?.(++done);
    }
  };
  const lanes = Math.max(1, Math.min(options.concurrency ?? availableParallelism(), cases.length));
  await Promise.all(Array.from({ length: lanes }, lane));
  return results.filter((result) => result !== undefined);
}

/** A case is one server: evidence that falls apart into several is judged by the one with most records. */
function theHost(assessments: readonly Assessment[]): Assessment | undefined {
  const records = (assessment: Assessment): number =>
    assessment.coverage.sources.reduce((sum, source) => sum + source.records, 0);
  return [...assessments].sort((a, b) => records(b) - records(a))[0];
}
