create table topics (
    id          uuid primary key,
    owner_id    uuid        not null references users (id) on delete cascade,
    parent_id   uuid,
    name        text        not null check (length(name) between 1 and 100),
    description text        not null default '',
    color       text        not null check (color ~ '^#[0-9a-f]{6}$'),
    aliases     text[]      not null default '{}',
    policy      text        not null default 'inherit' check (policy in ('inherit', 'never', 'local', 'any')),
    version     bigint      not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    -- What refers to a topic refers to its owner too, so that nothing can ever hang on somebody else's topic.
    unique (id, owner_id),
    foreign key (parent_id, owner_id) references topics (id, owner_id) on delete set null (parent_id)
);

-- A name says one topic wherever it stands in the tree, whatever its case: "topic:insurance" has one answer.
create unique index topics_name on topics (owner_id, lower(name));
create index topics_parent on topics (parent_id) where parent_id is not null;

alter table topics enable row level security;
alter table topics force row level security;
create policy owner on topics
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
