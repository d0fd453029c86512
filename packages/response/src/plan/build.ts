/** Assessment -> plan. A pure function: equal assessments give equal plans. */
import { createHash } from 'node:crypto';
import { type BuildTable, loadBuildTable } from '@allclear/content';
import type { Assessment } from '@allclear/model';
import { containSteps, preserveSteps, recoverSteps, reportSteps, verifySteps } from './around.js';
import { closeSteps } from './close.js';
import { evictSteps } from './evict.js';
import { rebuildAdvice } from './rebuild.js';
import { type Draft, PLAN_VERSION, type Plan, type Stage, type Step } from './step.js';

export function planOf(assessment: Assessment, builds: BuildTable = loadBuildTable()): Plan {
  const entered = assessment.verdict.level === 'compromised';
  const evict = evictSteps(assessment);
  const stages: readonly (readonly [Stage, readonly Draft[]])[] = [
    ['preserve', preserveSteps(assessment)],
    ['contain', entered ? containSteps(assessment) : []],
    ['evict', evict],
    ['close', closeSteps(assessment, builds)],
    ['recover', entered ? recoverSteps(assessment) : []],
    ['verify', entered || evict.length > 0 ? verifySteps(assessment) : []],
    ['report', entered ? reportSteps(assessment) : []],
  ];
  const until = assessment.coverage.sources
    .flatMap((s) => (s.period === undefined ? [] : [s.period.to]))
    .sort()
    .at(-1);
  return {
    planVersion: PLAN_VERSION,
    host: assessment.host.name,
    ...(assessment.host.product === undefined ? {} : { product: assessment.host.product }),
    verdict: assessment.verdict.statement,
    assessment: assessmentDigest(assessment),
    tool: { version: assessment.tool.version, content: assessment.tool.content },
    ...(until === undefined ? {} : { evidenceUntil: until }),
    rebuild: rebuildAdvice(assessment),
    steps: stages.flatMap(([stage, drafts]) => drafts.map((draft, index) => number(stage, draft, index))),
  };
}

/** SHA-256 of the assessment without its run block: what the plan was made for. */
export function assessmentDigest({ run: _run, ...rest }: Assessment): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}

function number(stage: Stage, draft: Draft, index: number): Step {
  const mark = createHash('sha256')
    .update(JSON.stringify([stage, draft.title, draft.act ?? null]))
    .digest('hex')
    .slice(0, 6);
  return { id: `${stage}-${String(index + 1).padStart(2, '0')}-${mark}`, stage, ...draft };
}
