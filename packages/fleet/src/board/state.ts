/**
 * Where organisations stand, in one query over all of them or over some: hosts, the worst of each axis, the stages that
 * were reached, since when they are silent. Everything follows from the records; nothing is kept beside them.
 */

/** @param ids placeholder of a uuid[]; null: all that the tenant sees */
export const organisationState = (ids: string): string => `
  with h as (
    select organisation_id, count(*)::int as hosts,
           min(case patched when 'no' then 1 when 'partly' then 2 when 'unknown' then 3 else 4 end) as patched,
           min(case compromised when 'confirmed' then 1 when 'likely' then 2 when 'unknown' then 3 else 4 end) as compromised,
           min(case cleaned when 'no' then 1 when 'partly' then 2 when 'unverified' then 3 when 'unknown' then 4 when 'verified' then 5 else 6 end) as cleaned
    from host where ${within(ids)} group by 1),
  e as (
    select organisation_id, count(distinct host_id)::int as entered,
           count(distinct host_id) filter (where closed_at is null and cleaned_at is null)::int as dirty,
           count(distinct host_id) filter (where closed_at is null)::int as open
    from episode where ${within(ids)} group by 1),
  a as (select organisation_id, count(distinct host_id)::int as assessed, max(received_at) as received from assessment where ${within(ids)} group by 1),
  v as (select organisation_id, max(received_at) as received from evidence where ${within(ids)} group by 1),
  o as (select distinct organisation_id from observation where organisation_id is not null and kind not in ('patched', 'clean') and ${within(ids)}),
  n as (select organisation_id, max(sent_at) as sent, max(answered_at) as answered from notice where sent_at is not null and ${within(ids)} group by 1)
  select org.id, coalesce(h.hosts, 0) as hosts,
         coalesce((array['no','partly','unknown','yes'])[h.patched], 'unknown') as patched,
         coalesce((array['confirmed','likely','unknown','no-sign'])[h.compromised], 'unknown') as compromised,
         coalesce((array['no','partly','unverified','unknown','verified','not-needed'])[h.cleaned], 'unknown') as cleaned,
         (o.organisation_id is not null or h.hosts > 0) is true as exposed,
         n.sent is not null as notified,
         n.answered is not null as answered,
         (a.received is not null or v.received is not null) as evidence,
         coalesce(a.assessed, 0) as assessed,
         coalesce(e.entered, 0) as entered, coalesce(e.entered - e.dirty, 0) as cleaned_hosts, coalesce(e.entered - e.open, 0) as verified_hosts,
         case when e.open = 0 then 'verified' when e.dirty = 0 then 'cleaned' when e.entered > 0 then 'compromised'
              when a.received is not null or v.received is not null then 'evidence' when n.answered is not null then 'answered'
              when n.sent is not null then 'notified' when o.organisation_id is not null or h.hosts > 0 then 'exposed' end as stage,
         case when n.answered is null and greatest(a.received, v.received, n.sent) = n.sent then n.sent end as silent_since
  from organisation org left join h on h.organisation_id = org.id left join e on e.organisation_id = org.id
  left join a on a.organisation_id = org.id left join v on v.organisation_id = org.id
  left join o on o.organisation_id = org.id left join n on n.organisation_id = org.id
  where (${ids}::uuid[] is null or org.id = any(${ids}))`;

const within = (ids: string): string => `(${ids}::uuid[] is null or organisation_id = any(${ids}))`;

export const DAY = 86_400_000;
