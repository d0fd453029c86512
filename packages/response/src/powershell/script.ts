/** The plan as one PowerShell script: fixed functions, and the steps as data below them. */
import { readFileSync } from 'node:fs';
import type { Act, Plan, Step } from '../plan/index.js';
import { quote } from './quote.js';

/** In this order: later parts use earlier ones. */
const LIBRARY = ['core', 'files', 'windows', 'webserver', 'exchange'] as const;

function part(name: string): string {
  return readFileSync(new URL(`../../library/${name}.ps1`, import.meta.url), 'utf8');
}

/** For Windows PowerShell 5.1 and later. ASCII only, lines ended as Windows does. */
export function cleaningScript(plan: Plan): string {
  const steps = plan.steps.filter((step) => step.act !== undefined);
  const text = [
    '# Cleaning script made by Allclear from a plan; plan.md says why each step is there.',
    '# Without -Apply it changes nothing. Every change is backed up first and can be undone with -Undo.',
    '#   .\\clean.ps1                          shows what each step would do',
    '#   .\\clean.ps1 -Apply -Step <step id>   carries out one step',
    '#   .\\clean.ps1 -Apply                   carries out all steps that need no further look',
    '#   .\\clean.ps1 -Apply -Undo -Step <id>  takes a step back',
    '',
    part('head'),
    `$PlanHost = ${quote(plan.host === 'unknown-host' ? '' : plan.host)}`,
    `$PlanDigest = '${plan.assessment}'`,
    '',
    ...LIBRARY.map(part),
    '# ---- The steps: data only ----',
    '',
    '$PlanSteps = @(',
    steps.map(stepData).join(',\n'),
    ')',
    '',
    part('main'),
  ].join('\n');
  return text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n');
}

function stepData(step: Step): string {
  const values = step.act === undefined ? [] : valuesOf(step.act);
  const table = values.map(([name, value]) => `${name} = ${quote(value)}`).join('; ');
  return `    @{ Id = ${quote(step.id)}; Decision = ${quote(step.decision)}; Act = ${quote(step.act?.do ?? '')}; Title = ${quote(step.title)}; Values = @{ ${table} } }`;
}

/** Names are ours (the members of the act); values are the evidence's. */
function valuesOf(act: Act): [string, string][] {
  return Object.entries(act)
    .filter(([name]) => name !== 'do')
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]);
}
