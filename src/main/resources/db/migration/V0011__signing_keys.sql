-- The keys that sign access tokens: encrypted, the newest signs, every unexpired one verifies.
create table signing_keys (
    kid        text primary key,
    sealed_key bytea       not null,
    created_at timestamptz not null
);

alter table signing_keys enable row level security;
alter table signing_keys force row level security;
create policy system on signing_keys using ((select app_is_system())) with check ((select app_is_system()));
