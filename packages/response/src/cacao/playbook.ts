/** The plan as a CACAO 2.0 playbook (OASIS Security Playbooks 2.0): what other tools can read, with our own plan as an extension. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Plan, type Stage, type Step } from '../plan/index.js';

/** Names our extension; the object under it is the plan itself. */
export const PLAN_EXTENSION = `extension-definition--${uuid('allclear cleaning plan 1.0')}`;
const CREATED_BY = `identity--${uuid('allclear')}`;

const ACTIVITY: Readonly<Record<Stage, string>> = {
  preserve: 'analyze-collected-data',
  contain: 'restrict-access',
  evict: 'eliminate-risk',
  close: 'configure-systems',
  recover: 'restore-capabilities',
  verify: 'scan-system',
  report: 'deliver-content',
};

/** @param created when the plan was made, ISO 8601 UTC with milliseconds; the only value that is not a function of the plan */
export function cacaoPlaybook(plan: Plan, created: string): Record<string, unknown> {
  const seed = createHash('sha256').update(JSON.stringify(plan)).digest('hex');
  const id = (type: string, name: string): string => `${type}--${uuid(`${seed} ${type} ${name}`)}`;
  const person = id('individual', 'responder');
  const start = id('start', 'start');
  const end = id('end', 'end');
  const actions = plan.steps.map((step) => id('action', step.id));
  const workflow: Record<string, unknown> = {
    [start]: { type: 'start', on_completion: actions[0] ?? end },
  };
  for (const [index, step] of plan.steps.entries())
    workflow[actions[index] ?? ''] = action(step, person, actions[index + 1] ?? end);
  workflow[end] = { type: 'end' };
  return {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: id('playbook', 'playbook'),
    name: `Cleaning plan for ${plan.host}`,
    description: plan.verdict,
    playbook_types: ['remediation', 'mitigation'],
    playbook_activities: [...new Set(plan.steps.map((step) => ACTIVITY[step.stage]))],
    playbook_processing_summary: { manual_playbook: true, extensions: true },
    created_by: CREATED_BY,
    created,
    modified: created,
    labels: ['exchange', 'compromise-assessment'],
    workflow_start: start,
    workflow,
    agent_definitions: {
      [person]: { type: 'individual', name: 'Responder', description: 'Whoever carries out the plan on the server' },
    },
    extension_definitions: {
      [PLAN_EXTENSION]: {
        type: 'extension-definition',
        name: 'Allclear cleaning plan',
        description: 'The plan that this playbook was made from: what allclear quarantine and allclear verify read',
        created_by: CREATED_BY,
        schema: 'docs/formats.md, section "Cleaning plan"',
        version: plan.planVersion,
      },
    },
    playbook_extensions: { [PLAN_EXTENSION]: plan },
  };
}

/** Stops at the first surprise: without success the workflow ends, and a person decides. */
function action(step: Step, agent: string, next: string): Record<string, unknown> {
  const text = [...step.how, `Risk: ${step.risk}`, `Undo: ${step.undo}`, `Check: ${step.check}`].join('\n');
  return {
    type: 'action',
    name: step.title.slice(0, 300),
    description: step.why,
    on_completion: next,
    agent,
    commands: [
      { type: 'manual', command: text, playbook_activity: ACTIVITY[step.stage] },
      ...(step.act === undefined
        ? []
        : [
            {
              type: 'powershell',
              description: `${step.decision === 'review' ? 'Only after a person has looked. ' : ''}Shows what it would do; with -Apply it does it.`,
              command: `.\\clean.ps1 -Step ${step.id}`,
              version: '5.1',
            },
          ]),
    ],
  };
}

const WithPlan = z.object({
  type: z.literal('playbook'),
  playbook_extensions: z.record(z.string(), z.unknown()),
});

/** The plan inside a playbook; undefined where the document is none of ours. */
export function planFrom(document: unknown): Plan | undefined {
  const playbook = WithPlan.safeParse(document);
  if (!playbook.success) return undefined;
  const plan = Plan.safeParse(playbook.data.playbook_extensions[PLAN_EXTENSION]);
  return plan.success ? plan.data : undefined;
}

/** Name-based identifier in the form of RFC 9562 version 5, from SHA-256. */
function uuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
