/**
 * What activities of one hand have in common, and how much it says. Weights are those of record linkage (Fellegi and Sunter, 1969):
 * agreement weighs ln(m / u), where m is how often activities of one group agree in it and u how often those of two groups do;
 * disagreement takes away a fixed amount.
 */
import { type Activity, folderOf, nameOf } from '../intake/activities.js';

export const LINK_KINDS = [
  'shell-parameter',
  'shell-body',
  'file-hash',
  'client',
  'file-name',
  'name-order',
  'task',
  'stem',
  'folder',
  'user-agent',
] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

export interface KindWeight {
  /** How often two activities of one group agree, where both tell. */
  readonly same: number;
  /** Least chance that two groups agree: nothing is rarer than this, however seldom it was seen. */
  readonly rarest: number;
  /** Agreement never weighs more. */
  readonly most: number;
  /** Taken away where both tell and nothing agrees. */
  readonly disagree: number;
  /** Agreement in it alone can begin a link; the others only add to one. */
  readonly strong: boolean;
}

export const WEIGHTS: Readonly<Record<LinkKind, KindWeight>> = {
  // A group changes the parameter of its pages seldom.
  'shell-parameter': { same: 0.9, rarest: 0.01, most: 4.5, disagree: 3, strong: true },
  'shell-body': { same: 0.7, rarest: 0.01, most: 4.5, disagree: 1, strong: true },
  'file-hash': { same: 0.6, rarest: 0.01, most: 4, disagree: 0.3, strong: true },
  // A group has several addresses: that they differ says little.
  client: { same: 0.5, rarest: 0.005, most: 4.5, disagree: 0.2, strong: true },
  'file-name': { same: 0.4, rarest: 0.02, most: 3, disagree: 0.1, strong: true },
  'name-order': { same: 0.3, rarest: 0.01, most: 3, disagree: 0, strong: true },
  task: { same: 0.8, rarest: 0.01, most: 4.5, disagree: 0.5, strong: true },
  stem: { same: 0.95, rarest: 0.1, most: 2, disagree: 2, strong: false },
  folder: { same: 0.95, rarest: 0.1, most: 1.5, disagree: 1.5, strong: false },
  'user-agent': { same: 0.8, rarest: 0.1, most: 1.5, disagree: 0.2, strong: false },
};

/** Addresses of the server that everybody's exploit uses in the end; only what comes before tells hands apart. */
const GENERAL_STEM = /^\/(?:ecp\/ddi\/|ews\/|mapi\/|autodiscover|rpc\/|powershell)/;

export function valuesOf(activity: Activity): Readonly<Record<LinkKind, readonly string[]>> {
  const name = activity.page === undefined ? undefined : nameOf(activity.page);
  return {
    'shell-parameter': activity.parameters,
    'shell-body': activity.body === undefined ? [] : [activity.body],
    'file-hash': activity.hash === undefined ? [] : [activity.hash],
    client: activity.clients,
    'file-name': name === undefined ? [] : [name],
    'name-order': name === undefined || activity.after === undefined ? [] : [`${activity.after} > ${name}`],
    task: activity.tasks,
    stem: activity.stems.filter((stem) => !GENERAL_STEM.test(stem)),
    folder: activity.page === undefined ? [] : [folderOf(activity.page)],
    'user-agent': activity.agents,
  };
}

/** Hour of the day, UTC. */
export function hourOf({ at }: Activity): number | undefined {
  const time = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(time) ? undefined : new Date(time).getUTCHours();
}
