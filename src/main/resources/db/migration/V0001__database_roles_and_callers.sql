-- docuvault_app reads and writes rows and nothing else. Tables get these rights by default when docuvault_migrate makes
-- them; a table that deserves less (the audit log) takes some away in its own migration.
revoke all on schema public from public;
grant usage on schema public to docuvault_app;
alter default privileges for role docuvault_migrate in schema public
    grant select, insert, update, delete on tables to docuvault_app;
alter default privileges for role docuvault_migrate in schema public
    grant usage, select on sequences to docuvault_app;

-- The caller of the running transaction, as the application told it. Policies ask through a sub-select, so that the
-- answer is worked out once per statement instead of once per row.
create function app_user_id() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('docuvault.user_id', true), '')::uuid;

create function app_is_system() returns boolean
    language sql stable parallel safe
    return coalesce(current_setting('docuvault.scope', true) = 'system', false);
