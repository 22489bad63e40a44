-- What a person says about documents once and for all: who they are from, what stands in them, what they are called.
create table topic_rules (
    id         uuid primary key,
    owner_id   uuid        not null references users (id) on delete cascade,
    topic_id   uuid        not null,
    field      text        not null check (field in ('sender', 'text', 'name')),
    match      text        not null check (match in ('contains', 'matches')),
    pattern    text        not null check (length(pattern) between 1 and 500),
    action     text        not null check (action in ('suggest', 'file')),
    -- Documents that it has put into its topic, or suggested it for.
    hits       bigint      not null default 0,
    created_at timestamptz not null,
    foreign key (topic_id, owner_id) references topics (id, owner_id) on delete cascade
);

create index topic_rules_owner on topic_rules (owner_id, topic_id, id);

alter table topic_rules enable row level security;
alter table topic_rules force row level security;
create policy owner on topic_rules
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
