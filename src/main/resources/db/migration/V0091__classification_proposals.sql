-- Topics that models miss, and what their owner said to each: it is not asked twice about the same.
create table topic_proposals (
    id         uuid primary key,
    owner_id   uuid        not null references users (id) on delete cascade,
    name       text        not null,
    state      text        not null check (state in ('open', 'rejected', 'settled')),
    -- The topic that it has become; null once that is deleted: then it may be proposed again.
    topic_id   uuid,
    created_at timestamptz not null,
    decided_at timestamptz check ((state = 'open') = (decided_at is null)),
    unique (id, owner_id),
    foreign key (topic_id, owner_id) references topics (id, owner_id) on delete set null (topic_id)
);

create index topic_proposals_owner on topic_proposals (owner_id, state, decided_at, id);
create index topic_proposals_topic on topic_proposals (topic_id) where topic_id is not null;

alter table topic_proposals enable row level security;
alter table topic_proposals force row level security;
create policy owner on topic_proposals
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- All names that were taken for one proposal, freed of case, accents, plural, order and little words.
create table topic_proposal_names (
    owner_id    uuid not null references users (id) on delete cascade,
    words       text not null,
    -- The same written together.
    compact     text not null,
    proposal_id uuid not null,
    primary key (owner_id, words),
    foreign key (proposal_id, owner_id) references topic_proposals (id, owner_id) on delete cascade
);

create index topic_proposal_names_compact on topic_proposal_names (owner_id, compact);
create index topic_proposal_names_proposal on topic_proposal_names (proposal_id);

alter table topic_proposal_names enable row level security;
alter table topic_proposal_names force row level security;
create policy owner on topic_proposal_names
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- The documents that a proposal would hold: what the latest answer about each of them said.
create table topic_proposal_documents (
    proposal_id uuid        not null,
    document_id uuid        not null references documents (id) on delete cascade,
    owner_id    uuid        not null references users (id) on delete cascade,
    run_id      uuid        not null,
    provider    text        not null,
    evidence    text        not null,
    created_at  timestamptz not null,
    primary key (proposal_id, document_id),
    foreign key (proposal_id, owner_id) references topic_proposals (id, owner_id) on delete cascade
);

create index topic_proposal_documents_owner on topic_proposal_documents (owner_id, proposal_id, document_id);
create index topic_proposal_documents_document on topic_proposal_documents (document_id);

alter table topic_proposal_documents enable row level security;
alter table topic_proposal_documents force row level security;
create policy owner on topic_proposal_documents
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
