-- What a user has signed in from, so that a sign-in from elsewhere can be told to them.
create table known_devices (
    id            uuid primary key,
    owner_id      uuid        not null references users (id) on delete cascade,
    -- Of the random token in the browser's cookie.
    token_hash    bytea       not null,
    fingerprint   bytea       not null,
    network       text        not null,
    -- Whether the token was ever presented: only then does the client keep cookies.
    came_back     boolean     not null default false,
    first_seen_at timestamptz not null,
    last_seen_at  timestamptz not null,
    unique (owner_id, token_hash)
);

create index known_devices_place on known_devices (owner_id, fingerprint, network);
create index known_devices_age on known_devices (last_seen_at);

alter table known_devices enable row level security;
alter table known_devices force row level security;
create policy owner on known_devices
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
