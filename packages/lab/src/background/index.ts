import type { Trace } from '../traffic/index.js';
import { administrators, oddPages } from './administrators.js';
import type { Day } from './day.js';
import { systemEvents } from './events.js';
import { crawlers, scanners, shellSweeps, sprayers, vulnerabilityProbes } from './internet.js';
import { laterProbes } from './later-probes.js';
import { agents, healthProbes, loadBalancer } from './machines.js';
import { mailFlow } from './mail-flow.js';
import { people } from './people.js';
import { products } from './products.js';

export { audit } from './administrators.js';
export { Day, type RequestSketch } from './day.js';
export { type CmdletEvent, cmdletEvent, type ProcessStart, processEvent } from './events.js';
export { type EwsCall, ewsRow } from './ews-row.js';
export { type CmdletCall, cmdletRow } from './machines.js';
export { type PowerShellCall, rpsHttpRow } from './powershell-row.js';

/** All sources of ordinary traffic, by the name that a scenario lists. */
export const BACKGROUND = {
  people,
  healthProbes,
  loadBalancer,
  agents,
  administrators,
  oddPages,
  mailFlow,
  systemEvents,
  crawlers,
  scanners,
  vulnerabilityProbes,
  shellSweeps,
  sprayers,
  laterProbes,
  products,
} as const satisfies Record<string, (day: Day) => Iterable<Trace>>;

export type BackgroundName = keyof typeof BACKGROUND;
