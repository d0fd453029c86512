/** The plan for people: plan.md. Values from evidence are shown as code, with everything that Markdown or HTML would act upon made harmless. */
import type { Plan, Stage, Step } from './step.js';

const STAGES: Readonly<Record<Stage, readonly [string, string]>> = {
  preserve: ['Preserve', 'Before anything changes.'],
  contain: ['Contain', 'Stop the intruder from coming in while you work.'],
  evict: ['Evict', 'Remove every way back in that was found.'],
  close: ['Close', 'The update, and what no update does.'],
  recover: ['Recover', 'Keys and passwords that were within reach.'],
  verify: ['Verify', 'Prove that it worked.'],
  report: ['Report', 'Who must be told.'],
};

const APPROVAL = { responder: 'responder', 'server-owner': 'owner of the server', management: 'management' } as const;

export function renderPlan(plan: Plan): string {
  const lines: string[] = [
    `# Cleaning plan for ${text(plan.host)}`,
    '',
    `${text(plan.verdict)}${plan.product === undefined ? '' : ` ${text(plan.product)}.`}`,
    '',
    'Work from top to bottom. Each step says why, what can go wrong, how to undo it and how to see that it worked. Tick what is done, with time and name.',
    '',
    ...rebuild(plan),
    ...overview(plan),
  ];
  for (const stage of Object.keys(STAGES) as Stage[]) {
    const steps = plan.steps.filter((step) => step.stage === stage);
    if (steps.length === 0) continue;
    const [title, what] = STAGES[stage];
    lines.push(`## ${title}`, '', what, '');
    for (const step of steps) lines.push(...stepLines(step));
  }
  lines.push(
    '---',
    '',
    `Made by Allclear ${text(plan.tool.version)} (content ${text(plan.tool.content)}) from the assessment ${plan.assessment.slice(0, 16)}…; finding ids are explained by \`allclear explain assessment.json ID\`.`,
    '',
  );
  return lines.join('\n');
}

function rebuild(plan: Plan): string[] {
  if (plan.rebuild.advised === 'no') return [];
  const head =
    plan.rebuild.advised === 'yes'
      ? '**Build this server anew rather than trust its cleaning.** Install a new server with the newest update, move the mailboxes, then retire this one. Cleaning (below) is what bridges the time until then.'
      : '**Consider building this server anew.** Cleaning can be enough, but there are reasons for doubt.';
  return ['## Clean or rebuild?', '', head, '', ...plan.rebuild.why.map((why) => `- ${text(why)}`), ''];
}

function overview(plan: Plan): string[] {
  const evict = plan.steps.filter((step) => step.stage === 'evict');
  const sure = evict.filter((step) => step.decision === 'do').length;
  if (evict.length === 0) return [];
  const review = evict.length - sure;
  return [
    `${evict.length} ${evict.length === 1 ? 'thing' : 'things'} to remove${review > 0 ? `, ${review} of them only after a person has looked` : ''}. Files: \`allclear quarantine plan.json --target ROOT\`. The rest: \`clean.ps1\` on the server (it changes nothing unless started with \`-Apply\`).`,
    '',
  ];
}

function stepLines(step: Step): string[] {
  return [
    `### [ ] ${text(step.title)}`,
    '',
    ...(step.decision === 'review'
      ? ['**Look first.** This is a suspicion, not a certainty; nothing is removed unasked.', '']
      : []),
    `*Why:* ${text(step.why)}${step.findings.length > 0 ? ` (${step.findings.slice(0, 6).join(', ')}${step.findings.length > 6 ? ` and ${step.findings.length - 6} more` : ''})` : ''}`,
    '',
    ...step.how.map((line, index) => `${index + 1}. ${text(line)}`),
    '',
    `*Risk:* ${text(step.risk)}  `,
    `*Undo:* ${text(step.undo)}  `,
    `*Check:* ${text(step.check)}  `,
    `*Agreed by:* ${APPROVAL[step.approval]}: ________  *Done:* ________  *Step:* \`${step.id}\``,
    '',
  ];
}

/** One line, no control or invisible characters, nothing that Markdown or HTML acts upon. */
export function text(value: string): string {
  return [...value]
    .map((c) => (INVISIBLE.test(c) ? '\ufffd' : c))
    .join('')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/[`*_{}[\]<>#|~!&$]/g, (c) => ENTITIES[c] ?? `\\${c}`);
}

/** Control, format (bidirectional marks, zero width) and line separator characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
