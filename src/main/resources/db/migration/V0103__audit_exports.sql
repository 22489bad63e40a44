-- The log as it is read: by person, by what it is about, and by what was done.
create index audit_entries_subject on audit_entries (subject_id, seq);
create index audit_entries_action on audit_entries (action, seq);
create index audit_entries_address on audit_entries (address, seq);
create index audit_entries_at on audit_entries (at);

-- People see what was done to their account too, by an administrator.
drop policy reader on audit_entries;
create policy reader on audit_entries for select
    using (actor_id = (select app_user_id()) or subject_id = (select app_user_id()) or (select app_is_system()));

-- Where the log begins: before its first entry, or after the last one that was let go.
create table audit_anchor (
    only_row boolean primary key default true check (only_row),
    seq      bigint not null,
    hash     bytea  not null
);

insert into audit_anchor (seq, hash) values (0, decode(repeat('00', 32), 'hex'));

revoke insert, update, delete, truncate on audit_anchor from docuvault_app;

-- What exports of the log are signed with (Ed25519); the private part is sealed.
create table audit_export_keys (
    key_id     uuid primary key,
    public_key bytea       not null unique,
    sealed_key bytea       not null,
    created_at timestamptz not null
);

-- The exports that were made, each following the one before it. Rows are only ever added.
create table audit_exports (
    number          bigint primary key check (number > 0),
    written_at      timestamptz not null,
    previous_seq    bigint      not null,
    last_seq        bigint      not null,
    previous_hash   bytea       not null,
    head_hash       bytea       not null,
    previous_sha256 bytea,
    sha256          bytea       not null unique,
    byte_size       bigint      not null,
    store           text        not null,
    blob_ref        text        not null,
    key_id          uuid        not null references audit_export_keys (key_id),
    unique (store, blob_ref),
    check (last_seq >= previous_seq),
    check ((number = 1) = (previous_sha256 is null))
);

alter table audit_exports enable row level security;
alter table audit_exports force row level security;
create policy system on audit_exports using ((select app_is_system())) with check ((select app_is_system()));
alter table audit_export_keys enable row level security;
alter table audit_export_keys force row level security;
create policy system on audit_export_keys using ((select app_is_system())) with check ((select app_is_system()));

revoke update, delete, truncate on audit_exports, audit_export_keys from docuvault_app;

-- The only way in which entries ever go: whole exports at a time, oldest first, never the newest one, and none of the
-- last week. The application may call this and may not delete; the tables' owner is held to these policies as well.
create policy forgetter on audit_entries for delete
    using ((select app_is_system()) and current_user = 'docuvault_migrate');

create function audit_forget_exported(before timestamptz) returns bigint
    language plpgsql security definer set search_path = public, pg_temp
as $$
declare
    kept record;
    gone bigint;
begin
    select last_seq, head_hash into kept from audit_exports
        where written_at < least(before, now() - interval '7 days')
            and number < (select max(number) from audit_exports)
        order by number desc limit 1;
    if not found or kept.last_seq <= (select seq from audit_anchor) then
        return 0;
    end if;
    delete from audit_entries where seq <= kept.last_seq;
    get diagnostics gone = row_count;
    update audit_anchor set seq = kept.last_seq, hash = kept.head_hash;
    return gone;
end
$$;

revoke all on function audit_forget_exported(timestamptz) from public;
grant execute on function audit_forget_exported(timestamptz) to docuvault_app;
