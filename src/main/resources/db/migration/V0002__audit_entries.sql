-- The audit log: rows are only ever added, each carrying the hash of the one before it.
create table audit_entries (
    seq        bigint primary key,
    id         uuid        not null unique,
    at         timestamptz not null,
    actor_id   uuid,
    subject_id uuid,
    action     text        not null,
    outcome    text        not null check (outcome in ('success', 'failure')),
    address    text,
    device     text,
    details    jsonb       not null default '{}',
    prev_hash  bytea       not null unique,
    hash       bytea       not null unique
);

create index audit_entries_actor on audit_entries (actor_id, seq);

-- A person sees what they did; the system sees all. Nobody changes or removes an entry.
alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy reader on audit_entries for select
    using (actor_id = (select app_user_id()) or (select app_is_system()));
create policy writer on audit_entries for insert with check (true);

revoke update, delete, truncate on audit_entries from docuvault_app;

-- The end of the chain, which a writer locks; visible to everybody because it says nothing but a hash.
create table audit_head (
    only_row boolean primary key default true check (only_row),
    seq      bigint not null,
    hash     bytea  not null
);

insert into audit_head (seq, hash) values (0, decode(repeat('00', 32), 'hex'));

revoke insert, delete, truncate on audit_head from docuvault_app;
