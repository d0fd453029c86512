-- The chain follows the order of its lock: the number of a row is taken after it, not before, or two rows written at once
-- could both follow the same one. And the last row is looked for in the whole chain, whoever writes.
set search_path = fleet, public;

create or replace function audit_chain() returns trigger language plpgsql security definer
set search_path = fleet, pg_catalog set allclear.role = 'system' as $$
declare last text;
begin
  perform pg_advisory_xact_lock(hashtext('audit'), hashtext(new.authority_id::text));
  new.id := nextval(pg_get_serial_sequence('fleet.audit', 'id'));
  select hash into last from fleet.audit where authority_id = new.authority_id order by id desc limit 1;
  new.previous := coalesce(last, repeat('0', 64));
  new.at := clock_timestamp();
  new.hash := encode(sha256(convert_to(
    new.previous || '|' || extract(epoch from new.at)::text || '|' || coalesce(new.organisation_id::text, '') || '|' || new.actor || '|' ||
    new.action || '|' || new.object_kind || '|' || new.object_id || '|' || new.detail::text, 'UTF8')), 'hex');
  return new;
end $$;

create index if not exists audit_chain_order on audit (authority_id, id);
