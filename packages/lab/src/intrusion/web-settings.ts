import type { Day } from '../background/index.js';
import { at, iso } from '../write/index.js';
import type { TrueSetting } from './truth.js';
import type { World } from './world.js';

/** A setting of the web server that runs code or hands out keys; made by an intruder or by the owner. */
export type WebSetting =
  | { readonly setting: 'managed-module'; readonly name: string; readonly type: string }
  /** Files of this ending are run as programs. */
  | { readonly setting: 'handler'; readonly name: string; readonly path: string; readonly type: string };

/** The intruder edits applicationHost.config by hand: no program is started for it. */
export interface ChangeWebServer {
  readonly kind: 'web-setting';
  readonly at: string;
  readonly sets: WebSetting;
}

export function changeWebServer(_day: Day, step: ChangeWebServer, world: World): void {
  const time = at(step.at);
  applyWebSetting(step.sets, time, world);
  const way = webSettingName(step.sets);
  const what = `${way.kind} ${way.name}`;
  world.truth.persistence.push(what);
  world.truth.waysBack.push(way);
  world.truth.events.push({ time: iso(time), phase: 'persistence', what: `${what} added to the web server` });
}

export function applyWebSetting(sets: WebSetting, time: number, world: World): void {
  const { configuration } = world;
  if (sets.setting === 'managed-module')
    configuration.managedModules = [...(configuration.managedModules ?? []), { name: sets.name, type: sets.type }];
  else
    configuration.handlers = [...(configuration.handlers ?? []), { name: sets.name, path: sets.path, type: sets.type }];
  configuration.changed = time;
}

export function webSettingName(sets: WebSetting): TrueSetting {
  return { kind: sets.setting === 'managed-module' ? 'managedModule' : 'handler', name: sets.name };
}
