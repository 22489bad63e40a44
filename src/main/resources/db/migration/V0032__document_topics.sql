-- Which document is in which topic, and who says so. A rejected row stays: it is what a person decided.
create table document_topics (
    document_id   uuid        not null references documents (id) on delete cascade,
    topic_id      uuid        not null,
    owner_id      uuid        not null references users (id) on delete cascade,
    state         text        not null check (state in ('confirmed', 'suggested', 'rejected')),
    -- What a provider said, kept when a person has decided about it; null where nobody but the person spoke.
    suggestion_id uuid unique,
    run_id        uuid,
    provider      text,
    confidence    real check (confidence between 0 and 1),
    evidence      text,
    decided_at    timestamptz,
    created_at    timestamptz not null,
    primary key (document_id, topic_id),
    foreign key (topic_id, owner_id) references topics (id, owner_id) on delete cascade,
    check ((state = 'suggested') = (decided_at is null)),
    check (state <> 'suggested' or suggestion_id is not null)
);

create index document_topics_topic on document_topics (owner_id, topic_id, state, document_id);
create index document_topics_review on document_topics (owner_id, suggestion_id) where state = 'suggested';
create index document_topics_decided on document_topics (owner_id, topic_id, state, decided_at)
    where state <> 'suggested';

alter table document_topics enable row level security;
alter table document_topics force row level security;
create policy owner on document_topics
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Counts each change of what a person has decided about topics: a classifier that learned from count 7 learns again
-- at 8. Its row is also what such changes of one owner queue up behind.
create table topic_decisions (
    owner_id uuid primary key references users (id) on delete cascade,
    version  bigint not null
);

alter table topic_decisions enable row level security;
alter table topic_decisions force row level security;
create policy owner on topic_decisions
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
