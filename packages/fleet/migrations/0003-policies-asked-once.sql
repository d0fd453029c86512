-- The same rules, asked in a way that costs little: who asks is found out once for a statement, not once for a row. A
-- function that itself reads a table is called for every row; a subquery without reference to the row is not.
set search_path = fleet, public;

-- All of the authority.
create function sees_all() returns boolean language sql stable as $$
  select fleet.current_role_name() in ('system', 'analyst', 'auditor')
    or (fleet.current_role_name() = 'reader' and fleet.current_organisation() is null)
$$;

-- Else these organisations.
create function visible_organisations() returns uuid[] language sql stable as $$
  select case
    when fleet.current_role_name() in ('reader', 'organisation') then array[fleet.current_organisation()]
    when fleet.current_role_name() = 'msp' then
      array(select o.id from fleet.organisation o where o.id = fleet.current_organisation() or o.parent_id = fleet.current_organisation())
    else array[]::uuid[]
  end
$$;

create function writes() returns boolean language sql stable as
$$ select fleet.current_role_name() in ('system', 'analyst', 'msp', 'organisation') $$;

grant execute on function sees_all(), visible_organisations(), writes() to allclear_app;

do $$
declare
  t text;
  -- fleet.visible(authority_id, organisation_id), in other words.
  seen constant text := 'authority_id = (select fleet.current_authority()) and ((select fleet.sees_all()) or organisation_id = any((select fleet.visible_organisations())::uuid[]))';
begin
  foreach t in array array['organisation_domain', 'organisation_network', 'contact', 'host', 'episode', 'evidence', 'assessment',
    'finding', 'trait', 'upload', 'task', 'notice', 'cluster_member'] loop
    execute format('alter policy see on fleet.%I using (%s)', t, seen);
    execute format('alter policy put on fleet.%I with check ((select fleet.writes()) and %s)', t, seen);
    execute format('alter policy change on fleet.%I using ((select fleet.writes()) and %s) with check ((select fleet.writes()) and %s)', t, seen, seen);
    execute format('alter policy remove on fleet.%I using ((select fleet.current_role_name()) in (''system'', ''analyst'') and %s)', t, seen);
  end loop;
  execute format('alter policy see on fleet.observation using ((organisation_id is not null and %s) or (organisation_id is null '
    'and authority_id = (select fleet.current_authority()) and (select fleet.current_role_name()) in (''system'', ''analyst'', ''auditor'')))', seen);
end $$;

alter policy put on observation with check (authority_id = (select current_authority()) and (select current_role_name()) in ('system', 'analyst'));
alter policy change on observation using (authority_id = (select current_authority()) and (select current_role_name()) in ('system', 'analyst'));
alter policy see on organisation using (authority_id = (select current_authority()) and (
  (select current_role_name()) in ('system', 'analyst', 'auditor')
  or ((select current_role_name()) = 'reader' and ((select current_organisation()) is null or id = (select current_organisation())))
  or ((select current_role_name()) = 'organisation' and id = (select current_organisation()))
  or ((select current_role_name()) = 'msp' and (id = (select current_organisation()) or parent_id = (select current_organisation())))));
