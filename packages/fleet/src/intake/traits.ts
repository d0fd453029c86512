/** What may tie this case to others: bodies and parameters of web shells, addresses, names of dropped files. */
import type { Assessment, Finding } from '@allclear/model';
import { activitiesOf } from './activities.js';

export const TRAIT_KINDS = [
  'shell-body',
  'shell-parameter',
  'shell-page',
  'client',
  // An address that asked, without getting in: who asks everybody is a scanner.
  'visitor',
  'file-name',
  'file-hash',
  'account',
  'domain',
  'task',
  // What of the above belongs together, as JSON of an Activity.
  'activity',
] as const;
export type TraitKind = (typeof TRAIT_KINDS)[number];

export interface Trait {
  readonly kind: TraitKind;
  readonly value: string;
  readonly at?: string;
}

const MOST = 400;
const succeeded = (f: Finding): boolean =>
  (f.outcome === 'success' || f.outcome === 'success-likely') && f.confidence !== 'low';

export function traitsOf(assessment: Assessment): Trait[] {
  const traits = new Map<string, Trait>();
  const add = (kind: TraitKind, value: string | undefined, at: string | undefined): void => {
    const text = value?.trim().toLowerCase().slice(0, 300);
    if (text === undefined || text === '' || traits.size >= MOST) return;
    const key = `${kind} ${text}`;
    const known = traits.get(key);
    const first = known?.at !== undefined && (at === undefined || known.at <= at) ? known.at : at;
    traits.set(key, { kind, value: text, ...(first === undefined ? {} : { at: first }) });
  };
  for (const shell of assessment.webShells) {
    add('shell-page', shell.page ?? undefined, shell.firstUsed);
    add('file-hash', shell.sha256, shell.firstUsed);
  }
  for (const client of assessment.clients)
    add(client.role === 'intruder' ? 'client' : 'visitor', client.address, client.first);
  for (const finding of assessment.findings.filter(succeeded)) {
    const target = finding.remnant?.target;
    if (target !== undefined) {
      add('shell-body', target.bodySha256, finding.first);
      for (const name of (target.pageParameters ?? '').split(/\s+/)) add('shell-parameter', name, finding.first);
      if (finding.remnant?.kind === 'page' || finding.remnant?.kind === 'file')
        add('file-hash', target.sha256, finding.first);
    }
    for (const { kind, value } of finding.entities) {
      if (kind === 'file') add('file-name', value.split('\\').at(-1), finding.first);
      if (kind === 'account' || kind === 'domain' || kind === 'task') add(kind, value, finding.first);
    }
  }
  for (const activity of activitiesOf(assessment)) {
    const value = JSON.stringify(activity);
    traits.set(value, { kind: 'activity', value, ...(activity.at === undefined ? {} : { at: activity.at }) });
  }
  return [...traits.values()];
}
