-- One row for each time a provider was asked about a document, and for each time there was nothing to ask about.
create table classification_runs (
    id            uuid primary key,
    owner_id      uuid        not null references users (id) on delete cascade,
    document_id   uuid        not null references documents (id) on delete cascade,
    provider      text        not null,
    model         text,
    outcome       text        not null check (outcome in ('labelled', 'unsure', 'no_topics', 'failed')),
    -- Of everything that went into the question but the document: topics and training.
    prompt_hash   bytea       not null check (length(prompt_hash) = 32),
    text_hash     bytea       not null check (length(text_hash) = 32),
    input_tokens  int,
    output_tokens int,
    cost_micros   bigint,
    latency_ms    int         not null,
    -- The answer, also of topics that the person had already decided about.
    result        jsonb       not null,
    created_at    timestamptz not null
);

create index classification_runs_document on classification_runs (document_id, id);
create index classification_runs_owner on classification_runs (owner_id);

alter table classification_runs enable row level security;
alter table classification_runs force row level security;
create policy owner on classification_runs
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
