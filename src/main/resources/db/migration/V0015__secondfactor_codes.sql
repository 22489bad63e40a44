-- One row for whoever has, or is about to have, a second factor.
create table second_factors (
    owner_id      uuid primary key references users (id) on delete cascade,
    -- The shared secret, encrypted under a key of its owner.
    sealed_secret bytea       not null,
    -- The newest time step whose code was accepted; it only grows, and no step up to it is accepted again.
    last_step     bigint      not null default 0,
    confirmed_at  timestamptz,
    -- Wrong codes in a row of time, for the warning to the owner.
    failures      int         not null default 0,
    failing_since timestamptz,
    created_at    timestamptz not null
);

alter table second_factors enable row level security;
alter table second_factors force row level security;
create policy owner on second_factors
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Unused backup codes, as an HMAC; a used one is gone.
create table backup_codes (
    owner_id   uuid        not null references users (id) on delete cascade,
    code_hash  bytea       not null check (length(code_hash) = 32),
    created_at timestamptz not null,
    primary key (owner_id, code_hash)
);

alter table backup_codes enable row level security;
alter table backup_codes force row level security;
create policy owner on backup_codes
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
