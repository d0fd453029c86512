/**
 * What follows from everything that came in: whose observations are, and which servers belong together. Looked at again and again,
 * so that it does not matter by which way the register grew or an assessment came; done only where something changed.
 */
import { createHash } from 'node:crypto';
import type { ActorProfile } from '@allclear/content';
import { z } from 'zod';
import type { Database } from '../database/index.js';
import { attribute } from '../identity/attribute.js';
import { clusterAuthority } from './store-clusters.js';

export interface Refreshed {
  readonly attributed: boolean;
  readonly clustered: boolean;
}

const State = z.object({
  register: z.string(),
  traits: z.string(),
  /** Nothing came in for a while. */
  quiet: z.boolean(),
  done: z.object({ register: z.string().optional(), traits: z.string().optional() }).nullable(),
});

/** Prints of the register and of the traits; equal prints, nothing to do. */
const STATE = `
  select (select count(*) || ' ' || coalesce(sum(hashtext(organisation_id::text || domain)::bigint), 0) from organisation_domain where authority_id = $1) || '/' ||
         (select count(*) || ' ' || coalesce(sum(hashtext(organisation_id::text || network::text)::bigint), 0) from organisation_network where authority_id = $1) || '/' ||
         (select count(*) || ' ' || coalesce(sum(hashtext(organisation_id::text || name || addresses::text)::bigint), 0) from host where authority_id = $1) || '/' ||
         (select coalesce(max(id), 0) from observation where authority_id = $1) as register,
         (select count(*) || ' ' || coalesce(max(received_at)::text, '') from assessment where authority_id = $1) as traits,
         (select coalesce(max(received_at) < now() - interval '15 seconds', true) from assessment where authority_id = $1) as quiet,
         (select settings->'refreshed' from authority where id = $1) as done`;

export async function refresh(
  database: Database,
  authority: string,
  profiles: () => Promise<readonly ActorProfile[]>,
): Promise<Refreshed> {
  const context = { authority, role: 'system' } as const;
  const state = await database.withTenant({ ...context, role: 'analyst' }, (t) => t.row(State, STATE, [authority]));
  if (state === undefined) return { attributed: false, clustered: false };
  const register = print(state.register);
  const traits = print(state.traits);
  const attributed = state.done?.register !== register;
  // While a bulk import is under way, its end is waited for.
  const clustered = state.done?.traits !== traits && state.quiet;
  if (attributed) await database.withTenant(context, (t) => attribute(t, authority, { again: true }));
  if (clustered) await clusterAuthority(database, authority, await profiles());
  if (attributed || clustered)
    // Of what was looked at, not of what came in meanwhile: that is done the next time.
    await database.withTenant({ ...context, role: 'analyst' }, (t) =>
      t.run("update authority set settings = settings || jsonb_build_object('refreshed', $2::jsonb) where id = $1", [
        authority,
        JSON.stringify({ register, traits: clustered ? traits : (state.done?.traits ?? '') }),
      ]),
    );
  return { attributed, clustered };
}

const print = (text: string): string => createHash('sha256').update(text).digest('hex');
