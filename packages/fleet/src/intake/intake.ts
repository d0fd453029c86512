/** Assessments come in: hosts, findings, traits and episodes follow from them. Coming in twice changes nothing. */
import type { Assessment } from '@allclear/model';
import { assessmentDigest } from '@allclear/response';
import { z } from 'zod';
import type { Transaction, Value } from '../database/index.js';
import { followEpisodes } from './episodes.js';
import { hostName } from './host-name.js';
import { clean, storableJson } from './storable.js';
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

export interface IntakeItem {
  readonly assessment: Assessment;
  readonly options: IntakeOptions;
}

const Id = z.object({ id: z.string() });
const HostRow = z.object({
  id: z.string(),
  organisation_id: z.string(),
  name: z.string(),
  patched_at: z.date().nullable(),
});

export async function takeIn(t: Transaction, assessment: Assessment, options: IntakeOptions): Promise<IntakeResult> {
  const [result] = await takeInAll(t, [{ assessment, options }]);
  if (!result) throw new Error('the assessment could not be stored');
  return result;
}

/** In the order given, a few statements for all: as one after the other, only faster. */
export async function takeInAll(t: Transaction, items: readonly IntakeItem[]): Promise<IntakeResult[]> {
  const prepared = items.map(prepare);
  const results = new Map<Prepared, IntakeResult>();
  // Of one host, what comes later follows from what came before: each round holds a host once.
  for (const round of rounds(prepared))
    for (const [item, result] of await takeRound(t, round)) results.set(item, result);
  return prepared.flatMap((item) => results.get(item) ?? []);
}

/** What an assessment becomes in the database, computed before anything is locked. */
interface Prepared extends IntakeItem {
  readonly host: string;
  readonly at: string;
  readonly digest: string;
}

function prepare({ assessment, options }: IntakeItem): Prepared {
  const at = options.assessedAt ?? timeOf(assessment);
  return { assessment, options, at, host: hostName(assessment.host.name), digest: assessmentDigest(assessment) };
}

function rounds(items: readonly Prepared[]): Prepared[][] {
  const seen = new Map<string, number>();
  const result: Prepared[][] = [];
  for (const item of items) {
    const key = `${item.options.organisation} ${item.host}`;
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    result[round] = [...(result[round] ?? []), item];
  }
  return result;
}

async function takeRound(t: Transaction, items: readonly Prepared[]): Promise<[Prepared, IntakeResult][]> {
  const hosts = await hostsOf(t, items);
  const of = (item: Prepared): z.infer<typeof HostRow> => {
    const host = hosts.get(`${item.options.organisation} ${item.host}`);
    if (!host) throw new Error('the host could not be stored');
    return host;
  };
  const known = await knownOf(t, items, of);
  const fresh = items.filter((item) => !known.has(item));
  const ids = await insertAssessments(t, fresh, of);
  const stored = fresh.flatMap((item) => {
    const id = ids.get(of(item).id);
    return id === undefined ? [] : [{ item, id, host: of(item).id }];
  });
  await insertFindings(t, stored);
  await insertTraits(t, stored);
  const newest = await newestOf(
    t,
    stored.map((s) => s.host),
  );
  const results: [Prepared, IntakeResult][] = items
    .filter((item) => !stored.some((s) => s.item === item))
    .map((item) => [item, { hostId: of(item).id, assessmentId: known.get(item) ?? '', isNew: false }]);
  const verified = new Set<string>();
  for (const { item, id, host } of stored) {
    const { verified: stands, ...episodes } = newest.has(id)
      ? await followEpisodes(t, item.assessment, { ...item.options, host, at: item.at })
      : {};
    if (stands === true) verified.add(id);
    results.push([item, { hostId: host, assessmentId: id, isNew: true, ...episodes }]);
  }
  await updateHosts(
    t,
    stored
      .filter((s) => newest.has(s.id))
      .map(({ item, id }) => ({ item, host: of(item), isVerified: verified.has(id) })),
  );
  return results;
}

/** Sorted, so that two transactions lock equal hosts in equal order. */
async function hostsOf(t: Transaction, items: readonly Prepared[]): Promise<Map<string, z.infer<typeof HostRow>>> {
  const rows = await t.rows(
    HostRow,
    `insert into host (authority_id, organisation_id, name, product, build, first_seen, last_seen)
     select x.authority, x.organisation, x.name, x.product, x.build, x.at, x.at
     from jsonb_to_recordset($1) as x(authority uuid, organisation uuid, name text, product text, build text, at timestamptz)
     order by x.organisation, x.name
     on conflict (organisation_id, name) do update set last_seen = greatest(host.last_seen, excluded.last_seen)
     returning id, organisation_id, name, patched_at`,
    [
      JSON.stringify(
        items.map(({ assessment, options, host, at }) => ({
          authority: options.authority,
          organisation: options.organisation,
          name: clean(host),
          product: optional(assessment.host.product),
          build: optional(assessment.patch.current?.build),
          at,
        })),
      ),
    ],
  );
  const byName = new Map(rows.map((r) => [`${r.organisation_id} ${r.name}`, r]));
  return new Map(
    items.flatMap(({ options, host }) => {
      const row = byName.get(`${options.organisation} ${clean(host)}`);
      return row ? [[`${options.organisation} ${host}`, row] as const] : [];
    }),
  );
}

type HostOf = (item: Prepared) => z.infer<typeof HostRow>;

async function knownOf(t: Transaction, items: readonly Prepared[], of: HostOf): Promise<Map<Prepared, string>> {
  const rows = await t.rows(
    Id.extend({ host_id: z.string() }),
    `select a.id, a.host_id from assessment a
     join unnest($1::uuid[], $2::text[]) as x(host, digest) on a.host_id = x.host and a.digest = x.digest`,
    [items.map((i) => of(i).id), items.map((i) => i.digest)],
  );
  const byHost = new Map(rows.map((r) => [r.host_id, r.id]));
  return new Map(
    items.flatMap((item) => {
      const id = byHost.get(of(item).id);
      return id === undefined ? [] : [[item, id] as const];
    }),
  );
}

const COLUMNS = [
  'authority_id',
  'organisation_id',
  'host_id',
  'evidence_id',
  'digest',
  'assessed_at',
  'level',
  'certainty',
  'patched',
  'compromised',
  'cleaned',
  'incident_from',
  'incident_to',
  'tool',
  'content',
  'document',
] as const;

/** Ids by host. */
async function insertAssessments(t: Transaction, items: readonly Prepared[], of: HostOf): Promise<Map<string, string>> {
  if (items.length === 0) return new Map();
  const values: Value[] = [];
  const places = items.map((item) => {
    const first = values.length;
    const { assessment: a, options } = item;
    values.push(
      options.authority,
      options.organisation,
      of(item).id,
      options.evidence ?? null,
      item.digest,
      item.at,
      a.verdict.level,
      a.verdict.certainty ?? null,
      a.axes.patched,
      a.axes.compromised,
      a.axes.cleaned,
      a.incident.first ?? null,
      a.incident.last ?? null,
      clean(a.tool.version),
      clean(a.tool.content),
      storableJson(a),
    );
    return `(${COLUMNS.map((_, n) => `$${first + n + 1}`).join(', ')})`;
  });
  const rows = await t.rows(
    Id.extend({ host_id: z.string() }),
    `insert into assessment (${COLUMNS.join(', ')}) values ${places.join(', ')}
     on conflict (host_id, digest) do nothing returning id, host_id`,
    values,
  );
  return new Map(rows.map((r) => [r.host_id, r.id]));
}

interface Stored {
  readonly item: Prepared;
  readonly id: string;
  readonly host: string;
}
const ownerOf = ({ item, id, host }: Stored): Record<string, string> => ({
  authority: item.options.authority,
  organisation: item.options.organisation,
  host,
  assessment: id,
});

async function insertFindings(t: Transaction, stored: readonly Stored[]): Promise<void> {
  const rows = stored.flatMap((one) =>
    one.item.assessment.findings.map((x) => ({
      ...ownerOf(one),
      key: clean(x.id),
      rule: clean(x.rule.id),
      title: clean(x.rule.title),
      severity: x.severity,
      confidence: x.confidence,
      outcome: x.outcome,
      phase: x.phase,
      first_at: optional(x.first),
      last_at: optional(x.last),
      count: Math.min(x.count, 2_147_483_647),
      present: x.present,
    })),
  );
  if (rows.length === 0) return;
  await t.run(
    `insert into finding (authority_id, organisation_id, host_id, assessment_id, key, rule, title, severity, confidence, outcome, phase,
                          first_at, last_at, count, present)
     select x.authority, x.organisation, x.host, x.assessment, x.key, x.rule, x.title, x.severity, x.confidence, x.outcome, x.phase, x.first_at,
            x.last_at, x.count, x.present
     from jsonb_to_recordset($1) as x(authority uuid, organisation uuid, host uuid, assessment uuid, key text, rule text, title text, severity text,
       confidence text, outcome text, phase text, first_at timestamptz, last_at timestamptz, count integer, present boolean)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

async function insertTraits(t: Transaction, stored: readonly Stored[]): Promise<void> {
  const rows = stored.flatMap((one) =>
    traitsOf(one.item.assessment).map((x) => ({ ...ownerOf(one), ...x, value: clean(x.value), at: optional(x.at) })),
  );
  if (rows.length === 0) return;
  await t.run(
    `insert into trait (authority_id, organisation_id, host_id, assessment_id, kind, value, at)
     select x.authority, x.organisation, x.host, x.assessment, x.kind, x.value, x.at
     from jsonb_to_recordset($1) as x(authority uuid, organisation uuid, host uuid, assessment uuid, kind text, value text, at timestamptz)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

/** Late evidence about the past tells more of the past; what holds now is what the newest says. */
async function newestOf(t: Transaction, hosts: readonly string[]): Promise<Set<string>> {
  if (hosts.length === 0) return new Set();
  const rows = await t.rows(
    Id,
    'select distinct on (host_id) id from assessment where host_id = any($1) order by host_id, assessed_at desc, received_at desc, id',
    [hosts],
  );
  return new Set(rows.map((r) => r.id));
}

async function updateHosts(
  t: Transaction,
  hosts: readonly {
    readonly item: Prepared;
    readonly host: z.infer<typeof HostRow>;
    readonly isVerified: boolean;
  }[],
): Promise<void> {
  if (hosts.length === 0) return;
  const rows = hosts.map(({ item: { assessment, at }, host, isVerified }) => ({
    id: host.id,
    ...assessment.axes,
    ...(isVerified ? { cleaned: 'verified' } : {}),
    patched_at:
      assessment.axes.patched === 'yes'
        ? (host.patched_at?.toISOString() ?? assessment.patch.march2021.fixedBefore ?? at)
        : null,
    product: optional(assessment.host.product),
    build: optional(assessment.patch.current?.build),
    at,
  }));
  await t.run(
    `update host set patched = x.patched, patched_at = x.patched_at, compromised = x.compromised, cleaned = x.cleaned,
       product = coalesce(x.product, host.product), build = coalesce(x.build, host.build), last_seen = greatest(host.last_seen, x.at)
     from jsonb_to_recordset($1) as x(id uuid, patched text, patched_at timestamptz, compromised text, cleaned text, product text, build text, at timestamptz)
     where host.id = x.id`,
    [JSON.stringify(rows)],
  );
}

const optional = (text: string | undefined): string | null => (text === undefined ? null : clean(text));

function timeOf(assessment: Assessment): string {
  const ends = assessment.coverage.sources.flatMap((s) => (s.period === undefined ? [] : [s.period.to])).sort();
  return assessment.run?.started ?? ends.at(-1) ?? assessment.incident.last ?? new Date().toISOString();
}
