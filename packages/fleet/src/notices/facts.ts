/** The facts of a notice, read out of the fleet's record: hosts with their axes, and what others observed at addresses. */
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { type HostFacts, TLP_LEVELS } from './compose.js';
import type { PlanContact, PlanOrganisation } from './plan.js';
import type { NoticeKind } from './templates/index.js';

type Values = readonly (string | string[] | null)[];

/** Of rows of a table with an organisation. Without a join: right after an import, PostgreSQL knows no sizes and would choose a bad one. */
const within = (table: string, id = 'organisation_id'): string =>
  `${table}.authority_id = $1 and ($2::uuid[] is null or ${table}.${id} = any($2))`;

const MAX_SHELLS = 20;

const OrganisationRow = z.object({
  id: z.string(),
  name: z.string(),
  parent_id: z.string().nullable(),
  tlp: z.enum(TLP_LEVELS),
  domains: z.array(z.string()),
});
const HostRow = z.object({
  id: z.string(),
  organisation_id: z.string(),
  name: z.string(),
  addresses: z.array(z.string()),
  build: z.string().nullable(),
  since: z.date().nullable(),
  verified: z.date().nullable(),
  shells: z.array(z.string()).nullable(),
});
const ObservationRow = z.object({
  organisation_id: z.string(),
  host_id: z.string().nullable(),
  address: z.string(),
  hostname: z.string().nullable(),
  kind: z.string(),
  source: z.string(),
  observed_at: z.date(),
  vulnerability: z.string().nullable(),
  url: z.string().nullable(),
});

/** Which hosts a kind of notice is about. */
const HOSTS: Readonly<Record<NoticeKind, string>> = {
  vulnerable: "h.patched in ('no', 'partly')",
  compromised: "h.compromised in ('confirmed', 'likely') and h.cleaned <> 'verified'",
  'web-shell': "h.compromised in ('confirmed', 'likely') and h.cleaned <> 'verified'",
  reminder: "(h.patched in ('no', 'partly') or (h.compromised in ('confirmed', 'likely') and h.cleaned <> 'verified'))",
  'verified-clean': "h.cleaned = 'verified'",
};
/** Which of the newest observations at an address. */
const OBSERVED: Readonly<Record<NoticeKind, readonly string[]>> = {
  vulnerable: ['vulnerable'],
  compromised: ['compromised', 'web-shell'],
  'web-shell': ['web-shell'],
  reminder: ['vulnerable', 'compromised', 'web-shell'],
  'verified-clean': [],
};

export async function readOrganisations(
  t: Transaction,
  authority: string,
  kind: NoticeKind,
  /** Undefined: all. */
  only?: readonly string[],
): Promise<PlanOrganisation[]> {
  const values: Values = [authority, only === undefined ? null : [...only]];
  const organisations = await t.rows(
    OrganisationRow,
    `select o.id, o.name, o.parent_id, o.tlp, coalesce(array_agg(d.domain) filter (where d.domain is not null), '{}') as domains
     from organisation o left join organisation_domain d on d.organisation_id = o.id where ${within('o', 'id')} group by o.id order by o.id`,
    [...values],
  );
  const hosts = await readHosts(t, kind, values);
  const observations = await readObservations(t, kind, values);
  const known = new Map(hosts.map((h) => [h.id, h]));
  const byAddress = new Map(hosts.flatMap((h) => h.addresses.map((a) => [`${h.organisation_id} ${a}`, h] as const)));
  const facts = new Map<string, { organisation: string; facts: HostFacts }>();
  for (const host of hosts) facts.set(host.id, { organisation: host.organisation_id, facts: hostFacts(kind, host) });
  for (const o of observations) {
    const host = known.get(o.host_id ?? '') ?? byAddress.get(`${o.organisation_id} ${o.address}`);
    const key = host?.id ?? `${o.organisation_id} ${o.address}`;
    const before = facts.get(key)?.facts ?? { addresses: [o.address], facts: [] };
    const name = before.name ?? o.hostname?.toLowerCase();
    facts.set(key, {
      organisation: o.organisation_id,
      facts: {
        ...before,
        ...(name === undefined ? {} : { name }),
        facts: [...before.facts, ...observed(o)],
      },
    });
  }
  const byOrganisation = new Map<string, HostFacts[]>();
  for (const f of facts.values())
    byOrganisation.set(f.organisation, [...(byOrganisation.get(f.organisation) ?? []), f.facts]);
  return organisations.map((o) => ({
    id: o.id,
    name: o.name,
    ...(o.parent_id === null ? {} : { parent: o.parent_id }),
    domains: o.domains,
    tlp: o.tlp,
    hosts: byOrganisation.get(o.id) ?? [],
  }));
}

export async function readContacts(t: Transaction, organisations: readonly PlanOrganisation[]): Promise<PlanContact[]> {
  const ids = [
    ...new Set(organisations.flatMap((o) => (o.hosts.length === 0 ? [] : [o.id, ...(o.parent ? [o.parent] : [])]))),
  ];
  return t.rows(
    z.object({
      id: z.string(),
      organisation: z.string(),
      role: z.string(),
      channel: z.string(),
      address: z.string(),
      language: z.string(),
      source: z.string(),
      optedOut: z.boolean(),
      bounced: z.boolean(),
    }),
    `select id, organisation_id as organisation, role, channel, address, language, source, opted_out_at is not null as "optedOut",
            bounced_at is not null as bounced
     from contact where organisation_id = any($1::uuid[]) order by organisation_id, id`,
    [ids],
  );
}

function readHosts(t: Transaction, kind: NoticeKind, values: Values): Promise<z.infer<typeof HostRow>[]> {
  const shells =
    kind === 'web-shell'
      ? `(select array_agg(p.path #>> '{}') from (select a.document from assessment a where a.host_id = h.id
           order by a.assessed_at desc, a.received_at desc, a.id limit 1) n,
           jsonb_path_query(n.document, '$.findings[*] ? (@.present == true && @.remnant.kind == "page").remnant.target.path') as p(path))`
      : 'null::text[]';
  const hosts = `select h.id, h.organisation_id, h.name, array(select host(a) from unnest(h.addresses) a) as addresses, h.build,
       e.compromised_at as since, e.verified_at as verified, ${shells} as shells
     from host h
     left join lateral (select compromised_at, verified_at from episode where host_id = h.id order by number desc limit 1) e on true
     where ${within('h')} and ${HOSTS[kind]} order by h.organisation_id, h.name`;
  return t.rows(HostRow, kind === 'web-shell' ? `select * from (${hosts}) x where shells is not null` : hosts, [
    ...values,
  ]);
}

/** The newest word at each address decides: seen as patched or clean later, it is no longer told as vulnerable. */
function readObservations(t: Transaction, kind: NoticeKind, values: Values): Promise<z.infer<typeof ObservationRow>[]> {
  const wanted = OBSERVED[kind];
  if (wanted.length === 0) return Promise.resolve([]);
  const over: string[] = wanted.includes('vulnerable') ? ['patched'] : [];
  return t.rows(
    ObservationRow,
    `select organisation_id, host_id, host(address) as address, hostname, kind, source, observed_at, vulnerability, url from (
       select distinct on (b.organisation_id, b.address, coalesce(b.url, '')) b.* from observation b
       where ${within('b')} and b.organisation_id is not null and b.kind = any($3::text[]) order by b.organisation_id, b.address, coalesce(b.url, ''), b.observed_at desc) newest
     where kind = any($4::text[])
       and not exists (select from observation later where later.organisation_id = newest.organisation_id and later.address = newest.address
                       and later.observed_at > newest.observed_at
                       and (later.kind = 'clean' or (later.kind = 'patched' and newest.kind = 'vulnerable')))
     order by organisation_id, address, url`,
    [...values, [...wanted, ...over, 'clean'], [...wanted]],
  );
}

function hostFacts(kind: NoticeKind, host: z.infer<typeof HostRow>): HostFacts {
  const since = host.since !== null && kind !== 'vulnerable' && kind !== 'verified-clean';
  return {
    name: host.name,
    addresses: host.addresses,
    ...(host.build === null ? {} : { build: host.build }),
    facts: [
      ...(since && host.since ? [{ label: 'since' as const, value: minute(host.since) }] : []),
      ...(host.shells ?? []).slice(0, MAX_SHELLS).map((value) => ({ label: 'page' as const, value })),
      ...(kind === 'verified-clean' && host.verified
        ? [{ label: 'verified' as const, value: minute(host.verified) }]
        : []),
    ],
  };
}

function observed(o: z.infer<typeof ObservationRow>): HostFacts['facts'] {
  return [
    ...(o.vulnerability === null ? [] : [{ label: 'weakness' as const, value: o.vulnerability }]),
    ...(o.url === null ? [] : [{ label: 'page' as const, value: o.url }]),
    { label: 'seen' as const, value: minute(o.observed_at) },
    { label: 'source' as const, value: o.source },
  ];
}

const minute = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
