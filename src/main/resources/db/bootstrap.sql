-- What only a superuser can do, once per database; safe to run again. The embedded server's launcher runs it at every
-- start. For a database of your own, create an empty UTF-8 database and run it there with psql:
--
--   PGOPTIONS="-c docuvault.migrate_password=... -c docuvault.app_password=..." psql -d docuvault -f bootstrap.sql
--
-- A password that is not given is left as it is.

do $$
declare
    new_role text;
    new_password text;
begin
    foreach new_role in array array['migrate', 'app'] loop
        if not exists (select from pg_roles where rolname = 'docuvault_' || new_role) then
            execute format('create role %I', 'docuvault_' || new_role);
        end if;
        -- Neither may step around row-level security, whatever the roles were before.
        execute format(
            'alter role %I login inherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls',
            'docuvault_' || new_role);
        new_password := nullif(current_setting('docuvault.' || new_role || '_password', true), '');
        if new_password is not null then
            execute format('alter role %I password %L', 'docuvault_' || new_role, new_password);
        end if;
    end loop;
end
$$;

-- docuvault_migrate owns the schema; docuvault_app owns nothing and is granted rows only, by the first migration.
do $$
begin
    execute format('alter database %I owner to docuvault_migrate', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to docuvault_app', current_database());
end
$$;
alter schema public owner to docuvault_migrate;

create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;
create extension if not exists btree_gin with schema public;

-- On a table with row security, PostgreSQL tries an operator on rows of others only if the operator's function is marked
-- leakproof; without the mark it is never an index condition, and each search would read all of the table. These
-- functions tell nothing about a row but their result: they raise errors about the pattern at most.
do $$
declare
    function regprocedure;
begin
    for function in
        select oid
        from pg_proc
        where not proleakproof
          and oid = any (array[
            'pg_catalog.ts_match_vq(tsvector, tsquery)',
            'pg_catalog.ts_match_qv(tsquery, tsvector)',
            'pg_catalog.textlike(text, text)',
            'pg_catalog.texticlike(text, text)',
            'public.similarity_op(text, text)',
            'public.word_similarity_op(text, text)',
            'public.word_similarity_commutator_op(text, text)',
            'public.strict_word_similarity_op(text, text)',
            'public.strict_word_similarity_commutator_op(text, text)'
          ]::regprocedure[])
    loop
        execute format('alter function %s leakproof', function);
    end loop;
end
$$;
