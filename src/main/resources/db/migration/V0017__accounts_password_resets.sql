-- The newest link to set a new password, as a hash; one at a time for each user.
create table password_resets (
    owner_id   uuid primary key references users (id) on delete cascade,
    token_hash bytea       not null unique check (length(token_hash) = 32),
    expires_at timestamptz not null
);

alter table password_resets enable row level security;
alter table password_resets force row level security;
create policy owner on password_resets
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
