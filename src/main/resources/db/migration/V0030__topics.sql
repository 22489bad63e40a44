create table topics (
    id          uuid primary key,
    owner_id    uuid        not null references users (id) on delete cascade,
    parent_id   uuid references topics (id) on delete set null,
    name        text        not null check (length(name) between 1 and 100),
    description text        not null default '',
    color       text        not null check (color ~ '^#[0-9a-f]{6}$'),
    aliases     text[]      not null default '{}',
    policy      text        not null default 'inherit' check (policy in ('inherit', 'never', 'local', 'any')),
    version     bigint      not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);

-- Siblings have different names, whatever their case.
create unique index topics_name on topics (owner_id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));

alter table topics enable row level security;
alter table topics force row level security;
create policy owner on topics
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
