-- The fleet's system of record. Every table that belongs to somebody carries authority_id and, where it concerns one
-- organisation, organisation_id; row-level security is forced, so that a forgotten WHERE shows nothing of another tenant.
--
-- Roles: the owner of the schema migrates and nothing else. The program works as allclear_app, which owns nothing and
-- cannot bypass policies. Each transaction says for whom it works by set_config('allclear.…', …, true).

create schema if not exists fleet;
set search_path = fleet, public;

-- ---- For whom this transaction works ---------------------------------------------------------------------------------

create function current_authority() returns uuid language sql stable as
$$ select nullif(current_setting('allclear.authority', true), '')::uuid $$;

-- analyst, msp, organisation, reader, auditor, or system (jobs of the program itself); empty: nobody.
create function current_role_name() returns text language sql stable as
$$ select coalesce(nullif(current_setting('allclear.role', true), ''), 'nobody') $$;

-- The organisation that an msp, organisation or scoped reader belongs to.
create function current_organisation() returns uuid language sql stable as
$$ select nullif(current_setting('allclear.organisation', true), '')::uuid $$;

create function current_account() returns uuid language sql stable as
$$ select nullif(current_setting('allclear.account', true), '')::uuid $$;

-- ---- Who -------------------------------------------------------------------------------------------------------------

create table authority (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table organisation (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  -- The service provider that looks after it.
  parent_id uuid references organisation,
  kind text not null default 'organisation' check (kind in ('organisation', 'msp')),
  name text not null,
  -- Of the importing register: imports are idempotent by it.
  external_key text,
  sector text,
  -- Number of employees, roughly.
  size integer,
  country char(2),
  notes text not null default '',
  tlp text not null default 'AMBER' check (tlp in ('RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR')),
  created_at timestamptz not null default now(),
  unique (authority_id, external_key)
);
create index on organisation (parent_id);
create index on organisation (authority_id, sector);
create index on organisation (authority_id, country);

-- Visible: all of the authority to analysts, auditors, readers without an organisation, and jobs; one's own to an
-- organisation; one's own and one's customers' to a provider.
create function visible(authority uuid, organisation uuid) returns boolean language sql stable as $$
  select authority = current_authority() and case current_role_name()
    when 'system' then true
    when 'analyst' then true
    when 'auditor' then true
    when 'reader' then current_organisation() is null or organisation = current_organisation()
    when 'organisation' then organisation = current_organisation()
    when 'msp' then organisation = current_organisation()
      or exists (select 1 from fleet.organisation o where o.id = organisation and o.parent_id = current_organisation())
    else false
  end
$$;

-- Who may change what they see.
create function writable(authority uuid, organisation uuid) returns boolean language sql stable as
$$ select current_role_name() in ('system', 'analyst', 'msp', 'organisation') and fleet.visible(authority, organisation) $$;

create table organisation_domain (
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  domain text not null check (domain = lower(domain)),
  source text not null,
  primary key (organisation_id, domain)
);
create index on organisation_domain (authority_id, domain);

create table organisation_network (
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  network cidr not null,
  source text not null,
  primary key (organisation_id, network)
);
create index on organisation_network using gist (network inet_ops);

create table contact (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  name text not null default '',
  role text not null default 'technical' check (role in ('technical', 'management', 'security', 'legal', 'abuse', 'provider')),
  channel text not null check (channel in ('email', 'postal', 'phone')),
  address text not null,
  language text not null default 'en',
  -- How it was found: register, rdap, security.txt, national-cert, isp, manual.
  source text not null,
  verified_at timestamptz,
  opted_out_at timestamptz,
  bounced_at timestamptz,
  created_at timestamptz not null default now(),
  unique (organisation_id, channel, address)
);
create index on contact (authority_id, address);

-- ---- What ------------------------------------------------------------------------------------------------------------

create table host (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  -- Lower case; fully qualified where known.
  name text not null check (name = lower(name)),
  addresses inet[] not null default '{}',
  product text,
  build text,
  -- The three axes move independently: patching says nothing about who is inside.
  patched text not null default 'unknown' check (patched in ('yes', 'partly', 'no', 'unknown')),
  patched_at timestamptz,
  compromised text not null default 'unknown' check (compromised in ('confirmed', 'likely', 'no-sign', 'unknown')),
  cleaned text not null default 'unknown' check (cleaned in ('not-needed', 'no', 'partly', 'unverified', 'verified', 'unknown')),
  first_seen timestamptz not null default now(),
  last_seen timestamptz not null default now(),
  unique (organisation_id, name)
);
create index on host (authority_id, compromised);
create index on host using gin (addresses);

-- A stay of intruders on one host: opened by the first sign, closed by verification, reopened as a new one by reinfection.
create table episode (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  host_id uuid not null references host on delete cascade,
  number integer not null,
  opened_at timestamptz not null,
  compromised_at timestamptz,
  contained_at timestamptz,
  cleaned_at timestamptz,
  verified_at timestamptz,
  closed_at timestamptz,
  -- Why it was opened: the assessment or observation.
  cause text not null,
  unique (host_id, number)
);
create unique index one_open_episode on episode (host_id) where closed_at is null;

create table evidence (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  host_id uuid references host on delete set null,
  sha256 char(64) not null,
  size bigint not null,
  name text not null,
  kind text not null check (kind in ('assessment', 'collection', 'encrypted', 'other')),
  -- queued, assessed, failed (with the reason), kept (nothing to do).
  state text not null default 'queued',
  problem text,
  tlp text not null default 'AMBER',
  pap text not null default 'AMBER' check (pap in ('RED', 'AMBER', 'GREEN', 'CLEAR')),
  received_at timestamptz not null default now(),
  retain_until timestamptz,
  -- Array of {at, who, what, sha256}: appended, never rewritten.
  custody jsonb not null default '[]',
  unique (organisation_id, sha256)
);

create table assessment (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  host_id uuid not null references host on delete cascade,
  evidence_id uuid references evidence on delete set null,
  -- SHA-256 of the document without its run block: the same assessment comes in once.
  digest char(64) not null,
  assessed_at timestamptz not null,
  received_at timestamptz not null default now(),
  level text not null,
  certainty text,
  patched text not null,
  compromised text not null,
  cleaned text not null,
  incident_from timestamptz,
  incident_to timestamptz,
  tool text not null,
  content text not null,
  document jsonb not null,
  unique (host_id, digest)
);
create index on assessment (organisation_id, assessed_at desc);

create table finding (
  id bigint generated always as identity primary key,
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  host_id uuid not null references host on delete cascade,
  assessment_id uuid not null references assessment on delete cascade,
  key text not null,
  rule text not null,
  title text not null,
  severity text not null,
  confidence text not null,
  outcome text not null,
  phase text not null,
  first_at timestamptz,
  last_at timestamptz,
  count integer not null,
  present boolean not null,
  unique (assessment_id, key)
);
create index on finding (authority_id, rule);
create index on finding (host_id);

-- What may be shared with other cases: a shell's hash, a password parameter, an address, a name. See campaigns.
create table trait (
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  host_id uuid not null references host on delete cascade,
  assessment_id uuid not null references assessment on delete cascade,
  kind text not null,
  value text not null,
  at timestamptz,
  primary key (assessment_id, kind, value)
);
create index on trait (authority_id, kind, value);

-- What others say about an address: scans, reports, lists. Kept with source, method and denominator; never merged silently.
create table observation (
  id bigint generated always as identity primary key,
  authority_id uuid not null references authority,
  organisation_id uuid references organisation on delete set null,
  host_id uuid references host on delete set null,
  -- Why it was given to that organisation: register, domain, network, rdap …
  attributed_by text,
  address inet not null,
  port integer,
  hostname text,
  observed_at timestamptz not null,
  source text not null,
  detector text not null,
  detector_version text not null default '',
  method text not null default '',
  -- What the count is out of, in the words of the source.
  denominator text,
  kind text not null check (kind in ('exposed', 'vulnerable', 'compromised', 'web-shell', 'patched', 'clean')),
  vulnerability text,
  url text,
  country char(2),
  sector text,
  raw jsonb not null default '{}',
  -- Equal rows of equal reports: importing twice changes nothing.
  key char(64) not null,
  unique (authority_id, key)
);
create index on observation (authority_id, observed_at);
create index on observation (organisation_id);
create index on observation using gist (address inet_ops);

-- ---- Work ------------------------------------------------------------------------------------------------------------

create table account (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  organisation_id uuid references organisation on delete cascade,
  email text not null check (email = lower(email)),
  name text not null default '',
  role text not null check (role in ('analyst', 'msp', 'organisation', 'reader', 'auditor')),
  administrator boolean not null default false,
  -- scrypt, with its parameters; null: passkey or OpenID Connect only.
  password text,
  -- Base32 secret, sealed with the key of the installation.
  totp text,
  -- Last accepted step of the one-time password: none counts twice.
  totp_step bigint not null default 0,
  oidc_subject text,
  failed_attempts integer not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  unique (authority_id, email),
  check (role in ('analyst', 'auditor', 'reader') or organisation_id is not null)
);

create table passkey (
  id text primary key,
  authority_id uuid not null references authority,
  account_id uuid not null references account on delete cascade,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null default '',
  created_at timestamptz not null default now()
);

create table session (
  -- SHA-256 of the cookie's token.
  token_hash char(64) primary key,
  authority_id uuid not null references authority,
  account_id uuid not null references account on delete cascade,
  csrf_hash char(64) not null,
  -- password: the second factor is still missing.
  level text not null check (level in ('password', 'full')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_seen timestamptz not null default now()
);

-- One-time links: first administrator, invitations, account-less uploads. Only the hash of the token is kept.
create table one_time_link (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  organisation_id uuid references organisation on delete cascade,
  host_id uuid references host on delete cascade,
  purpose text not null check (purpose in ('first-administrator', 'invitation', 'upload')),
  token_hash char(64) not null unique,
  -- For uploads: max_bytes, max_files, recipient (age). For invitations: role, email.
  scope jsonb not null default '{}',
  created_by uuid references account on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);

create table upload (
  id text primary key,
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  link_id uuid not null references one_time_link on delete cascade,
  name text not null,
  size bigint not null,
  received bigint not null default 0,
  state text not null default 'receiving' check (state in ('receiving', 'complete', 'refused')),
  evidence_id uuid references evidence on delete set null,
  created_at timestamptz not null default now()
);

create table task (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  host_id uuid references host on delete cascade,
  episode_id uuid references episode on delete cascade,
  title text not null,
  detail text not null default '',
  -- Anything that changes a server needs a second person.
  changes_server boolean not null default false,
  state text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected', 'done', 'verified')),
  proposed_by uuid references account,
  approved_by uuid references account,
  -- What was done, with copies and places: see the cleaning plan.
  result jsonb,
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  done_at timestamptz,
  check (not changes_server or approved_by is null or approved_by <> proposed_by),
  check (not changes_server or state in ('proposed', 'rejected') or approved_by is not null)
);
create index on task (organisation_id, state);

create table notice_batch (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  name text not null,
  template text not null,
  template_version text not null,
  state text not null default 'draft' check (state in ('draft', 'approved', 'sending', 'paused', 'done')),
  created_by uuid references account,
  approved_by uuid references account,
  -- Messages a minute.
  rate integer not null default 60 check (rate > 0),
  created_at timestamptz not null default now(),
  check (approved_by is null or approved_by <> created_by),
  check (state = 'draft' or approved_by is not null)
);

create table notice (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  -- The organisation of the contact; a provider's notice may concern several customers of its own.
  organisation_id uuid not null references organisation on delete cascade,
  batch_id uuid not null references notice_batch on delete cascade,
  contact_id uuid not null references contact on delete cascade,
  channel text not null,
  address text not null,
  language text not null,
  subject text not null,
  body text not null,
  -- Fixed before the first attempt: the same message is the same message after a crash.
  message_id text not null unique,
  -- What the recipient types on the page that says whether a notice is genuine; SHA-256.
  verification_hash char(64) not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'bounced', 'failed', 'opted-out', 'unknown')),
  attempts integer not null default 0,
  problem text,
  queued_at timestamptz not null default now(),
  sending_at timestamptz,
  sent_at timestamptz,
  answered_at timestamptz,
  unique (batch_id, contact_id)
);
create index on notice (batch_id, state);
create index on notice (organisation_id);

-- ---- Campaigns -------------------------------------------------------------------------------------------------------

create table cluster (
  id uuid primary key default gen_random_uuid(),
  authority_id uuid not null references authority,
  -- Stable between runs: hash of its strongest traits.
  key text not null,
  name text not null,
  hosts integer not null,
  organisations integer not null,
  first_at timestamptz,
  last_at timestamptz,
  -- Array of {name, consistency, because}.
  consistent_with jsonb not null default '[]',
  summary jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  unique (authority_id, key)
);

create table cluster_member (
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation on delete cascade,
  cluster_id uuid not null references cluster on delete cascade,
  host_id uuid not null references host on delete cascade,
  score real not null,
  -- The traits that link it: array of {kind, value, hosts}.
  because jsonb not null,
  primary key (cluster_id, host_id)
);
create index on cluster_member (host_id);

-- ---- Audit: append-only, chained ---------------------------------------------------------------------------------------

create table audit (
  id bigint generated always as identity primary key,
  authority_id uuid not null references authority,
  organisation_id uuid,
  at timestamptz not null default clock_timestamp(),
  account_id uuid,
  actor text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  detail jsonb not null default '{}',
  previous char(64) not null,
  hash char(64) not null
);
create index on audit (authority_id, at);
create index on audit (organisation_id);

create function audit_chain() returns trigger language plpgsql security definer set search_path = fleet, pg_catalog as $$
declare last text;
begin
  -- One at a time for each authority: a chain has no branches.
  perform pg_advisory_xact_lock(hashtext('audit'), hashtext(new.authority_id::text));
  select hash into last from fleet.audit where authority_id = new.authority_id order by id desc limit 1;
  new.previous := coalesce(last, repeat('0', 64));
  new.at := clock_timestamp();
  new.hash := encode(sha256(convert_to(
    new.previous || '|' || extract(epoch from new.at)::text || '|' || coalesce(new.organisation_id::text, '') || '|' || new.actor || '|' ||
    new.action || '|' || new.object_kind || '|' || new.object_id || '|' || new.detail::text, 'UTF8')), 'hex');
  return new;
end $$;
create trigger audit_chain before insert on audit for each row execute function audit_chain();

create function audit_is_final() returns trigger language plpgsql as
$$ begin raise exception 'the audit record is append-only'; end $$;
create trigger audit_is_final before update or delete or truncate on audit for each statement execute function audit_is_final();

-- ---- Row-level security, forced ----------------------------------------------------------------------------------------

do $$
declare t text;
begin
  -- Tables with an organisation: read what is visible, write what is writable.
  foreach t in array array['organisation_domain', 'organisation_network', 'contact', 'host', 'episode', 'evidence', 'assessment',
    'finding', 'trait', 'upload', 'task', 'notice', 'cluster_member'] loop
    execute format('alter table fleet.%I enable row level security', t);
    execute format('alter table fleet.%I force row level security', t);
    execute format('create policy see on fleet.%I for select using (fleet.visible(authority_id, organisation_id))', t);
    execute format('create policy put on fleet.%I for insert with check (fleet.writable(authority_id, organisation_id))', t);
    execute format('create policy change on fleet.%I for update using (fleet.writable(authority_id, organisation_id)) with check (fleet.writable(authority_id, organisation_id))', t);
    execute format('create policy remove on fleet.%I for delete using (fleet.current_role_name() in (''system'', ''analyst'') and fleet.visible(authority_id, organisation_id))', t);
  end loop;
  -- Tables of the authority's own people.
  foreach t in array array['notice_batch', 'cluster'] loop
    execute format('alter table fleet.%I enable row level security', t);
    execute format('alter table fleet.%I force row level security', t);
    execute format('create policy see on fleet.%I for select using (authority_id = fleet.current_authority() and fleet.current_role_name() in (''system'', ''analyst'', ''auditor''))', t);
    execute format('create policy put on fleet.%I for all using (authority_id = fleet.current_authority() and fleet.current_role_name() in (''system'', ''analyst'')) with check (authority_id = fleet.current_authority() and fleet.current_role_name() in (''system'', ''analyst''))', t);
  end loop;
end $$;

alter table authority enable row level security;
alter table authority force row level security;
create policy see on authority for select using (id = current_authority() or current_role_name() = 'system');
create policy put on authority for insert with check (current_role_name() = 'system');
create policy change on authority for update using (id = current_authority() and current_role_name() in ('system', 'analyst'));

alter table organisation enable row level security;
alter table organisation force row level security;
-- visible() reads this table for providers; said here without the function, or the policy would ask itself.
create policy see on organisation for select using (authority_id = current_authority() and (
  current_role_name() in ('system', 'analyst', 'auditor')
  or (current_role_name() = 'reader' and (current_organisation() is null or id = current_organisation()))
  or (current_role_name() = 'organisation' and id = current_organisation())
  or (current_role_name() = 'msp' and (id = current_organisation() or parent_id = current_organisation()))));
create policy put on organisation for insert with check (authority_id = current_authority() and (
  current_role_name() in ('system', 'analyst') or (current_role_name() = 'msp' and parent_id = current_organisation() and kind = 'organisation')));
create policy change on organisation for update using (authority_id = current_authority() and current_role_name() in ('system', 'analyst'));
create policy remove on organisation for delete using (authority_id = current_authority() and current_role_name() in ('system', 'analyst'));

alter table observation enable row level security;
alter table observation force row level security;
-- Not attributed yet: only for the authority's own people.
create policy see on observation for select using (
  (organisation_id is not null and visible(authority_id, organisation_id))
  or (organisation_id is null and authority_id = current_authority() and current_role_name() in ('system', 'analyst', 'auditor')));
create policy put on observation for insert with check (authority_id = current_authority() and current_role_name() in ('system', 'analyst'));
create policy change on observation for update using (authority_id = current_authority() and current_role_name() in ('system', 'analyst'));

alter table account enable row level security;
alter table account force row level security;
create policy see on account for select using (authority_id = current_authority() and (
  current_role_name() in ('system', 'analyst', 'auditor') or id = current_account()));
create policy put on account for all using (authority_id = current_authority() and current_role_name() in ('system', 'analyst'))
  with check (authority_id = current_authority() and current_role_name() in ('system', 'analyst'));

do $$
declare t text;
begin
  foreach t in array array['passkey', 'session'] loop
    execute format('alter table fleet.%I enable row level security', t);
    execute format('alter table fleet.%I force row level security', t);
    execute format('create policy own on fleet.%I for all using (authority_id = fleet.current_authority() and (fleet.current_role_name() = ''system'' or account_id = fleet.current_account())) with check (authority_id = fleet.current_authority() and (fleet.current_role_name() = ''system'' or account_id = fleet.current_account()))', t);
  end loop;
end $$;

alter table one_time_link enable row level security;
alter table one_time_link force row level security;
create policy see on one_time_link for select using (authority_id = current_authority() and (
  current_role_name() in ('system', 'analyst') or (organisation_id is not null and writable(authority_id, organisation_id))));
create policy put on one_time_link for insert with check (authority_id = current_authority() and (
  current_role_name() in ('system', 'analyst') or (purpose = 'upload' and organisation_id is not null and writable(authority_id, organisation_id))));
create policy change on one_time_link for update using (authority_id = current_authority() and (
  current_role_name() in ('system', 'analyst') or (organisation_id is not null and writable(authority_id, organisation_id))));

alter table audit enable row level security;
alter table audit force row level security;
create policy see on audit for select using (authority_id = current_authority() and (
  current_role_name() in ('system', 'analyst', 'auditor') or (organisation_id is not null and visible(authority_id, organisation_id))));
create policy put on audit for insert with check (authority_id = current_authority());

-- ---- What the program may do --------------------------------------------------------------------------------------------

do $$ begin
  if not exists (select from pg_roles where rolname = 'allclear_app') then create role allclear_app nologin; end if;
  -- The owner works as this role; from PostgreSQL 16 on, who creates a role may not take it on unasked.
  execute format('grant allclear_app to %I', current_user);
end $$;
grant usage on schema fleet to allclear_app;
grant select, insert, update, delete on all tables in schema fleet to allclear_app;
revoke update, delete on audit from allclear_app;
grant execute on all functions in schema fleet to allclear_app;
