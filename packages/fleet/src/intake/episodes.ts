/** Episodes follow from assessments. */
import type { Assessment } from '@allclear/model';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';

export interface EpisodeOf {
  readonly authority: string;
  readonly organisation: string;
  readonly host: string;
  /** When the assessment was made, ISO. */
  readonly at: string;
}

/**
 * Compromised opens an episode, or goes on with the open one. Verified closes it. Signs of success after a verified cleaning are a
 * new episode: reinfection. Patching alone closes nothing.
 */
export async function followEpisodes(
  t: Transaction,
  assessment: Assessment,
  { authority, organisation, host, at }: EpisodeOf,
): Promise<{ opened?: number; closed?: number }> {
  const compromised = assessment.axes.compromised === 'confirmed' || assessment.axes.compromised === 'likely';
  const verified = assessment.axes.cleaned === 'verified';
  if (!compromised && !verified) return {};
  const open = await t.row(
    z.object({ id: z.string(), number: z.number() }),
    'select id, number from episode where host_id = $1 and closed_at is null',
    [host],
  );
  if (verified) {
    if (!open) return {};
    await t.run(
      'update episode set verified_at = $2, cleaned_at = coalesce(cleaned_at, $2), closed_at = $2 where id = $1',
      [open.id, at],
    );
    return { closed: open.number };
  }
  if (open) {
    const cleaned = assessment.axes.cleaned === 'unverified' ? at : null;
    await t.run(
      'update episode set compromised_at = coalesce(compromised_at, $2), cleaned_at = coalesce(cleaned_at, $3) where id = $1',
      [open.id, assessment.incident.first ?? at, cleaned],
    );
    return {};
  }
  const last = await t.row(
    z.object({ number: z.number().nullable(), closed_at: z.date().nullable() }),
    'select max(number) as number, max(closed_at) as closed_at from episode where host_id = $1',
    [host],
  );
  // What was closed as verified and shows only the old acts is not a new stay.
  const newest = lastSuccess(assessment);
  if (last?.closed_at && newest !== undefined && newest <= last.closed_at.toISOString()) return {};
  const number = (last?.number ?? 0) + 1;
  await t.run(
    'insert into episode (authority_id, organisation_id, host_id, number, opened_at, compromised_at, cause) values ($1, $2, $3, $4, $5, $6, $7)',
    [
      authority,
      organisation,
      host,
      number,
      at,
      assessment.incident.first ?? at,
      number === 1 ? 'assessment' : 'reinfection',
    ],
  );
  return { opened: number };
}

/** The last time that an act of the intruder succeeded. */
function lastSuccess(assessment: Assessment): string | undefined {
  return assessment.findings
    .filter((f) => (f.outcome === 'success' || f.outcome === 'success-likely') && f.confidence !== 'low')
    .flatMap((f) => f.last ?? f.first ?? [])
    .sort()
    .at(-1);
}
