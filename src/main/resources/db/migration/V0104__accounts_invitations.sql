-- Accounts that an administrator offers by mail. The link's token is kept as a hash; accepting one removes it.
create table invitations (
    id          uuid primary key,
    invited_by  uuid        not null references users (id),
    email       text        not null,
    email_key   text        not null unique generated always as (lower(email)) stored,
    role        text        not null check (role in ('user', 'administrator')),
    quota_bytes bigint      not null check (quota_bytes >= 0),
    language    text        not null,
    token_hash  bytea       not null unique check (length(token_hash) = 32),
    created_at  timestamptz not null,
    sent_at     timestamptz not null,
    expires_at  timestamptz not null
);

alter table invitations enable row level security;
alter table invitations force row level security;
create policy system on invitations using ((select app_is_system())) with check ((select app_is_system()));
