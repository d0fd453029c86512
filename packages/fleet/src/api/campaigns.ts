/** Campaigns: hosts that share strong evidence. */
import { z } from 'zod';
import { page, Time } from './common.js';
import { Reference } from './registry.js';

export const ConsistentWith = z.object({ name: z.string(), consistency: z.string(), because: z.array(z.string()) });
export const CampaignRow = z.object({
  id: z.uuid(),
  name: z.string(),
  hosts: z.number(),
  organisations: z.number(),
  first: Time.optional(),
  last: Time.optional(),
  consistentWith: z.array(ConsistentWith),
});
export const CampaignPage = page(CampaignRow);
export const SharedTrait = z.object({ kind: z.string(), value: z.string(), hosts: z.number() });
export const CampaignMember = z.object({
  host: Reference,
  organisation: Reference,
  score: z.number(),
  /** What links it to the others. */
  because: z.array(SharedTrait),
});
export const Campaign = CampaignRow.extend({
  /** The traits that hold it together, the strongest first. */
  traits: z.array(SharedTrait),
  sectors: z.array(z.object({ sector: z.string(), organisations: z.number() })),
  members: z.array(CampaignMember),
  partial: z.string().optional(),
});

/** `GET /campaigns/:id/infrastructure`: for those who take infrastructure down. */
export const Infrastructure = z.object({
  addresses: z.array(
    z.object({
      address: z.string(),
      hosts: z.number(),
      first: Time.optional(),
      last: Time.optional(),
      /** Others come from there, too: a rented proxy, or a scanner. */
      shared: z.boolean(),
    }),
  ),
  domains: z.array(z.object({ domain: z.string(), hosts: z.number() })),
});
