/**
 * The parts of the server. Each registers its routes in a scope of its own below /api/v1 (so `app.get('/hosts', …)` is
 * GET /api/v1/hosts), and says what it does with jobs: that runs in the server and in every `fleet worker`.
 */
import { registerAccess } from '../access/routes.js';
import { registerBoard } from '../board/routes.js';
import { registerCampaigns, workOnCampaigns } from '../campaigns/routes.js';
import { registerCheck, workOnChecks } from '../check/index.js';
import { registerEvidence, workOnEvidence } from '../evidence/index.js';
import { registerIdentity } from '../identity/routes.js';
import { registerIntake } from '../intake/routes.js';
import { registerNotices, workOnNotices } from '../notices/index.js';
import { registerObservations } from '../observations/routes.js';
import { registerRegistry } from '../registry/routes.js';
import { registerTasks } from '../tasks/index.js';
import type { FleetApp, FleetServices } from './fleet-app.js';

export interface Part {
  readonly name: string;
  readonly register?: (app: FleetApp) => Promise<void>;
  /** Takes on its queues (`services.jobs.work`). */
  readonly work?: (services: FleetServices) => Promise<void>;
}

export const PARTS: readonly Part[] = [
  { name: 'access', register: registerAccess },
  { name: 'registry', register: registerRegistry },
  { name: 'intake', register: registerIntake },
  { name: 'board', register: registerBoard },
  { name: 'evidence', register: registerEvidence, work: workOnEvidence },
  { name: 'check', register: registerCheck, work: workOnChecks },
  { name: 'tasks', register: registerTasks },
  { name: 'notices', register: registerNotices, work: workOnNotices },
  { name: 'observations', register: registerObservations },
  { name: 'identity', register: registerIdentity },
  { name: 'campaigns', register: registerCampaigns, work: workOnCampaigns },
];

export async function startWork(services: FleetServices): Promise<void> {
  for (const part of PARTS) await part.work?.(services);
}
