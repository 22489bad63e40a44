create table users (
    id             uuid primary key,
    email          text        not null,
    -- What makes addresses the same; a column, because below row-level security lower(email) would use no index.
    email_key      text        not null generated always as (lower(email)) stored unique,
    display_name   text        not null default '',
    password_hash  text        not null,
    role           text        not null default 'user' check (role in ('user', 'administrator')),
    language       text        not null default 'en' check (language in ('en', 'de')),
    disabled_at    timestamptz,
    -- Access tokens say under which value of this they were issued; moving it refuses all of them at once.
    valid_after    timestamptz not null,
    quota_bytes    bigint      not null check (quota_bytes >= 0),
    used_bytes     bigint      not null default 0 check (used_bytes >= 0),
    reserved_bytes bigint      not null default 0 check (reserved_bytes >= 0),
    created_at     timestamptz not null,
    updated_at     timestamptz not null
);

alter table users enable row level security;
alter table users force row level security;
create policy owner on users
    using (id = (select app_user_id()) or (select app_is_system()))
    with check (id = (select app_user_id()) or (select app_is_system()));

-- A sign-in on one device: the family of refresh tokens that follow one another from it.
create table sessions (
    id           uuid primary key,
    owner_id     uuid        not null references users (id) on delete cascade,
    fingerprint  bytea       not null,
    device       text        not null,
    address      text        not null,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null,
    ended_at     timestamptz,
    end_reason   text
);

create index sessions_owner on sessions (owner_id, id);

alter table sessions enable row level security;
alter table sessions force row level security;
create policy owner on sessions
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Only hashes: who reads this table can't sign in with it.
create table refresh_tokens (
    id           uuid primary key,
    session_id   uuid        not null references sessions (id) on delete cascade,
    owner_id     uuid        not null references users (id) on delete cascade,
    token_hash   bytea       not null unique,
    issued_at    timestamptz not null,
    expires_at   timestamptz not null,
    rotated_at   timestamptz,
    -- Deferred: a token is marked as used before its successor is written.
    successor_id uuid references refresh_tokens (id) on delete cascade deferrable initially deferred,
    check ((rotated_at is null) = (successor_id is null))
);

create index refresh_tokens_owner on refresh_tokens (owner_id);
create index refresh_tokens_successor on refresh_tokens (successor_id);
-- At most one token of a family is alive.
create unique index refresh_tokens_live on refresh_tokens (session_id) where rotated_at is null;
create index refresh_tokens_session on refresh_tokens (session_id);

alter table refresh_tokens enable row level security;
alter table refresh_tokens force row level security;
create policy owner on refresh_tokens
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Access tokens refused before they expire, by their jti.
create table revoked_tokens (
    id         uuid primary key,
    expires_at timestamptz not null
);

create index revoked_tokens_expiry on revoked_tokens (expires_at);

alter table revoked_tokens enable row level security;
alter table revoked_tokens force row level security;
create policy system on revoked_tokens using ((select app_is_system())) with check ((select app_is_system()));
