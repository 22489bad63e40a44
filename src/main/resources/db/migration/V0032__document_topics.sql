-- Which document is in which topic, and who says so. A rejected row stays: it is what a person decided.
create table document_topics (
    document_id   uuid        not null references documents (id) on delete cascade,
    topic_id      uuid        not null references topics (id) on delete cascade,
    owner_id      uuid        not null references users (id) on delete cascade,
    state         text        not null check (state in ('confirmed', 'suggested', 'rejected')),
    suggestion_id uuid unique,
    run_id        uuid,
    confidence    real check (confidence between 0 and 1),
    evidence      text,
    provider      text,
    decided_at    timestamptz,
    created_at    timestamptz not null,
    primary key (document_id, topic_id)
);

create index document_topics_topic on document_topics (owner_id, topic_id, state, document_id);
create index document_topics_review on document_topics (owner_id, suggestion_id) where state = 'suggested';

alter table document_topics enable row level security;
alter table document_topics force row level security;
create policy owner on document_topics
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- One row for each time a provider was asked about a document (or an earlier answer was used again).
create table classification_runs (
    id            uuid primary key,
    owner_id      uuid        not null references users (id) on delete cascade,
    document_id   uuid        not null references documents (id) on delete cascade,
    provider      text        not null,
    model         text        not null,
    outcome       text        not null check (outcome in ('labelled', 'unsure', 'no_topics', 'failed')),
    prompt_hash   bytea       not null,
    text_hash     bytea       not null,
    input_tokens  int,
    output_tokens int,
    cost_micros   bigint,
    latency_ms    int         not null,
    result        jsonb       not null,
    created_at    timestamptz not null
);

create index classification_runs_document on classification_runs (document_id, id);

alter table classification_runs enable row level security;
alter table classification_runs force row level security;
create policy owner on classification_runs
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
