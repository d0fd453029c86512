/** An assessment comes in: its host, findings, traits and episodes follow from it. Coming in twice changes nothing. */
import type { Assessment } from '@allclear/model';
import { assessmentDigest } from '@allclear/response';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { hostName } from './host-name.js';
import { clean, storable } from './storable.js';
import { traitsOf } from './traits.js';

export interface IntakeResult {
  readonly hostId: string;
  readonly assessmentId: string;
  /** False: it was there already. */
  readonly isNew: boolean;
  /** The number of the episode that it opened. */
  readonly opened?: number;
  readonly closed?: number;
}

export interface IntakeOptions {
  readonly authority: string;
  readonly organisation: string;
  readonly evidence?: string;
  /** When the assessment was made, ISO; default: of its run block, else the end of its evidence. */
  readonly assessedAt?: string;
}

const Id = z.object({ id: z.string() });
const HostRow = z.object({ id: z.string(), cleaned: z.string(), patched: z.string(), patched_at: z.date().nullable() });
const EpisodeRow = z.object({ id: z.string(), number: z.number() });

export async function takeIn(t: Transaction, assessment: Assessment, options: IntakeOptions): Promise<IntakeResult> {
  const { authority, organisation } = options;
  const assessedAt = options.assessedAt ?? timeOf(assessment);
  const host = await hostFor(t, assessment, options, assessedAt);
  const digest = assessmentDigest(assessment);
  const known = await t.row(Id, 'select id from assessment where host_id = $1 and digest = $2', [host.id, digest]);
  if (known) return { hostId: host.id, assessmentId: known.id, isNew: false };
  const { axes, verdict, incident } = assessment;
  const row = await t.row(
    Id,
    `insert into assessment (authority_id, organisation_id, host_id, evidence_id, digest, assessed_at, level, certainty, patched, compromised,
                             cleaned, incident_from, incident_to, tool, content, document)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (host_id, digest) do nothing returning id`,
    [
      authority,
      organisation,
      host.id,
      options.evidence ?? null,
      digest,
      assessedAt,
      verdict.level,
      verdict.certainty ?? null,
      axes.patched,
      axes.compromised,
      axes.cleaned,
      incident.first ?? null,
      incident.last ?? null,
      assessment.tool.version,
      assessment.tool.content,
      JSON.stringify(storable(assessment)),
    ],
  );
  if (!row) return { hostId: host.id, assessmentId: '', isNew: false };
  await insertFindings(t, assessment, host.id, row.id, options);
  await insertTraits(t, assessment, host.id, row.id, options);
  const newest = await isNewest(t, host.id, row.id);
  const episodes = newest ? await followEpisodes(t, assessment, host, options, assessedAt) : {};
  if (newest) await updateHost(t, assessment, host, assessedAt);
  return { hostId: host.id, assessmentId: row.id, isNew: true, ...episodes };
}

async function hostFor(
  t: Transaction,
  assessment: Assessment,
  { authority, organisation }: IntakeOptions,
  at: string,
): Promise<z.infer<typeof HostRow>> {
  const row = await t.row(
    HostRow,
    `insert into host (authority_id, organisation_id, name, product, build, first_seen, last_seen)
     values ($1, $2, $3, $4, $5, $6, $6)
     on conflict (organisation_id, name) do update set last_seen = greatest(host.last_seen, excluded.last_seen)
     returning id, cleaned, patched, patched_at`,
    [
      authority,
      organisation,
      hostName(assessment.host.name),
      assessment.host.product ?? null,
      assessment.patch.current?.build ?? null,
      at,
    ],
  );
  if (!row) throw new Error('the host could not be stored');
  return row;
}

async function insertFindings(
  t: Transaction,
  assessment: Assessment,
  host: string,
  id: string,
  o: IntakeOptions,
): Promise<void> {
  const f = assessment.findings;
  if (f.length === 0) return;
  await t.run(
    `insert into finding (authority_id, organisation_id, host_id, assessment_id, key, rule, title, severity, confidence, outcome, phase,
                          first_at, last_at, count, present)
     select $1, $2, $3, $4, x.key, x.rule, x.title, x.severity, x.confidence, x.outcome, x.phase, x.first_at, x.last_at, x.count, x.present
     from jsonb_to_recordset($5) as x(key text, rule text, title text, severity text, confidence text, outcome text, phase text,
                                      first_at timestamptz, last_at timestamptz, count integer, present boolean)
     on conflict do nothing`,
    [
      o.authority,
      o.organisation,
      host,
      id,
      JSON.stringify(
        f.map((x) => ({
          key: x.id,
          rule: x.rule.id,
          title: clean(x.rule.title),
          severity: x.severity,
          confidence: x.confidence,
          outcome: x.outcome,
          phase: x.phase,
          first_at: x.first ?? null,
          last_at: x.last ?? null,
          count: Math.min(x.count, 2_147_483_647),
          present: x.present,
        })),
      ),
    ],
  );
}

async function insertTraits(
  t: Transaction,
  assessment: Assessment,
  host: string,
  id: string,
  o: IntakeOptions,
): Promise<void> {
  const traits = traitsOf(assessment);
  if (traits.length === 0) return;
  await t.run(
    `insert into trait (authority_id, organisation_id, host_id, assessment_id, kind, value, at)
     select $1, $2, $3, $4, x.kind, x.value, x.at from jsonb_to_recordset($5) as x(kind text, value text, at timestamptz)
     on conflict do nothing`,
    [
      o.authority,
      o.organisation,
      host,
      id,
      JSON.stringify(traits.map((x) => ({ ...x, value: clean(x.value), at: x.at ?? null }))),
    ],
  );
}

/** Late evidence about the past tells more of the past; what holds now is what the newest says. */
async function isNewest(t: Transaction, host: string, id: string): Promise<boolean> {
  const row = await t.row(
    Id,
    'select id from assessment where host_id = $1 order by assessed_at desc, received_at desc, id limit 1',
    [host],
  );
  return row?.id === id;
}

/**
 * Compromised opens an episode, or goes on with the open one. Verified closes it. Signs of success after a verified cleaning are a
 * new episode: reinfection. Patching alone closes nothing.
 */
async function followEpisodes(
  t: Transaction,
  assessment: Assessment,
  host: z.infer<typeof HostRow>,
  { authority, organisation }: IntakeOptions,
  at: string,
): Promise<{ opened?: number; closed?: number }> {
  const compromised = assessment.axes.compromised === 'confirmed' || assessment.axes.compromised === 'likely';
  const open = await t.row(EpisodeRow, 'select id, number from episode where host_id = $1 and closed_at is null', [
    host.id,
  ]);
  if (assessment.axes.cleaned === 'verified') {
    if (!open) return {};
    await t.run(
      'update episode set verified_at = $2, cleaned_at = coalesce(cleaned_at, $2), closed_at = $2 where id = $1',
      [open.id, at],
    );
    return { closed: open.number };
  }
  if (!compromised) return {};
  if (open) {
    const cleaned = assessment.axes.cleaned === 'unverified' ? at : null;
    await t.run(
      `update episode set compromised_at = coalesce(compromised_at, $2), cleaned_at = coalesce(cleaned_at, $3) where id = $1`,
      [open.id, assessment.incident.first ?? at, cleaned],
    );
    return {};
  }
  const last = await t.row(
    z.object({ number: z.number().nullable(), closed_at: z.date().nullable() }),
    'select max(number) as number, max(closed_at) as closed_at from episode where host_id = $1',
    [host.id],
  );
  // What was closed as verified and shows only the old acts is not a new stay.
  const newest = lastSuccess(assessment);
  if (last?.closed_at && newest !== undefined && newest <= last.closed_at.toISOString()) return {};
  const number = (last?.number ?? 0) + 1;
  await t.run(
    `insert into episode (authority_id, organisation_id, host_id, number, opened_at, compromised_at, cause) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      authority,
      organisation,
      host.id,
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

async function updateHost(
  t: Transaction,
  assessment: Assessment,
  host: z.infer<typeof HostRow>,
  at: string,
): Promise<void> {
  const { axes } = assessment;
  const patchedAt =
    axes.patched === 'yes' ? (host.patched_at?.toISOString() ?? assessment.patch.march2021.fixedBefore ?? at) : null;
  await t.run(
    `update host set patched = $2, patched_at = $3, compromised = $4, cleaned = $5, product = coalesce($6, product), build = coalesce($7, build),
                     last_seen = greatest(last_seen, $8) where id = $1`,
    [
      host.id,
      axes.patched,
      patchedAt,
      axes.compromised,
      axes.cleaned,
      assessment.host.product ?? null,
      assessment.patch.current?.build ?? null,
      at,
    ],
  );
}

function timeOf(assessment: Assessment): string {
  const ends = assessment.coverage.sources.flatMap((s) => (s.period === undefined ? [] : [s.period.to])).sort();
  return assessment.run?.started ?? ends.at(-1) ?? assessment.incident.last ?? new Date().toISOString();
}
