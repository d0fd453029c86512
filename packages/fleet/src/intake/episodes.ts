/** Episodes follow from assessments. */
import { Assessment } from '@allclear/model';
import { compare } from '@allclear/response';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';

export interface EpisodeOf {
  readonly authority: string;
  readonly organisation: string;
  readonly host: string;
  /** When the assessment was made, ISO. */
  readonly at: string;
}

export interface EpisodeChange {
  readonly opened?: number;
  readonly closed?: number;
  /** No stay is open, and the last one was closed as verified: the host is verified clean, whatever old logs tell. */
  readonly verified?: boolean;
}

/**
 * Compromised opens an episode, or goes on with the open one. Verified closes it:
 * the assessment says so itself, or it shows, held against the one before, that everything is gone and nothing new came. Signs of success after a cleaning are a
 * new episode: reinfection. Patching alone closes nothing.
 */
export async function followEpisodes(
  t: Transaction,
  assessment: Assessment,
  { authority, organisation, host, at }: EpisodeOf,
): Promise<EpisodeChange> {
  const compromised = assessment.axes.compromised === 'confirmed' || assessment.axes.compromised === 'likely';
  const open = await t.row(
    z.object({ id: z.string(), number: z.number(), cleaned_at: z.date().nullable() }),
    'select id, number, cleaned_at from episode where host_id = $1 and closed_at is null',
    [host],
  );
  if (open && (assessment.axes.cleaned === 'verified' || (await showsClean(t, assessment, host, at)))) {
    await t.run(
      'update episode set verified_at = $2, cleaned_at = coalesce(cleaned_at, $2), closed_at = $2 where id = $1',
      [open.id, at],
    );
    return { closed: open.number, verified: true };
  }
  if (!compromised) return {};
  const success = lastSuccess(assessment);
  if (open?.cleaned_at && success !== undefined && success > open.cleaned_at.toISOString())
    // Nothing was left, and then somebody got in again: that stay is over, though nobody verified it, and this is another.
    await t.run('update episode set closed_at = cleaned_at where id = $1', [open.id]);
  else if (open) {
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
  if (last?.closed_at && success !== undefined && success <= last.closed_at.toISOString())
    return assessment.axes.cleaned === 'unverified' ? { verified: true } : {};
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

/** Held against the last assessment that showed somebody in: everything was looked at again and is gone, nothing new came. */
async function showsClean(t: Transaction, after: Assessment, host: string, at: string): Promise<boolean> {
  const before = await t.row(
    z.object({ document: Assessment }),
    `select document from assessment where host_id = $1 and assessed_at < $2 and compromised in ('confirmed', 'likely')
     order by assessed_at desc, id limit 1`,
    [host, at],
  );
  return before !== undefined && compare(before.document, after).result === 'cleaned-and-verified';
}

/** The last time that an act of the intruder succeeded. */
function lastSuccess(assessment: Assessment): string | undefined {
  return assessment.findings
    .filter((f) => (f.outcome === 'success' || f.outcome === 'success-likely') && f.confidence !== 'low')
    .flatMap((f) => f.last ?? f.first ?? [])
    .sort()
    .at(-1);
}
