create table users (
    id             uuid primary key,
    email          text        not null,
    display_name   text        not null default '',
    password_hash  text        not null,
    role           text        not null default 'user' check (role in ('user', 'administrator')),
    language       text        not null default 'en',
    disabled_at    timestamptz,
    -- Access tokens issued before this moment are refused.
    valid_after    timestamptz not null,
    quota_bytes    bigint      not null check (quota_bytes >= 0),
    used_bytes     bigint      not null default 0 check (used_bytes >= 0),
    reserved_bytes bigint      not null default 0 check (reserved_bytes >= 0),
    created_at     timestamptz not null,
    updated_at     timestamptz not null
);

create unique index users_email on users (lower(email));

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

create table refresh_tokens (
    id           uuid primary key,
    session_id   uuid        not null references sessions (id) on delete cascade,
    owner_id     uuid        not null references users (id) on delete cascade,
    token_hash   bytea       not null unique,
    issued_at    timestamptz not null,
    expires_at   timestamptz not null,
    rotated_at   timestamptz,
    successor_id uuid references refresh_tokens (id) on delete cascade
);

create index refresh_tokens_session on refresh_tokens (session_id);
create index refresh_tokens_owner on refresh_tokens (owner_id);

alter table refresh_tokens enable row level security;
alter table refresh_tokens force row level security;
create policy owner on refresh_tokens
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
