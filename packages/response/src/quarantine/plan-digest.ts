import { createHash } from 'node:crypto';
import type { Plan } from '../plan/index.js';

/** SHA-256 of the plan: a container belongs to one plan. */
export function planDigest(plan: Plan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}
