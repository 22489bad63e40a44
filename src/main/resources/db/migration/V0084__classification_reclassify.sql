-- Asking anew about many documents. What comes of it is kept apart until a person has looked at the differences.
create table reclassifications (
    id           uuid primary key,
    owner_id     uuid        not null references users (id) on delete cascade,
    state        text        not null check (state in ('running', 'ready', 'applied', 'dropped', 'failed')),
    provider     text        not null,
    model        text,
    total        int         not null,
    done         int         not null default 0,
    failed       int         not null default 0,
    changed      int         not null default 0,
    batch_id     uuid references label_batches (id) on delete set null,
    problem_code text,
    problem      text,
    created_at   timestamptz not null,
    unique (id, owner_id)
);

create index reclassifications_owner on reclassifications (owner_id, id);
create index reclassifications_batch on reclassifications (batch_id) where batch_id is not null;
-- One at a time: two would ask, and pay, for the same documents.
create unique index reclassifications_running on reclassifications (owner_id) where state = 'running';

alter table reclassifications enable row level security;
alter table reclassifications force row level security;
create policy owner on reclassifications
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

create table reclassification_items (
    reclassification_id uuid    not null,
    document_id         uuid    not null references documents (id) on delete cascade,
    owner_id            uuid    not null references users (id) on delete cascade,
    state               text    not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
    run_id              uuid,
    -- The labels of the answer, as in its run.
    result              jsonb,
    differs             boolean not null default false,
    primary key (reclassification_id, document_id),
    foreign key (reclassification_id, owner_id) references reclassifications (id, owner_id) on delete cascade
);

create index reclassification_items_waiting on reclassification_items (reclassification_id, document_id)
    where state = 'waiting';
create index reclassification_items_differing on reclassification_items (reclassification_id, document_id)
    where differs;
create index reclassification_items_document on reclassification_items (document_id);
create index reclassification_items_owner on reclassification_items (owner_id);

alter table reclassification_items enable row level security;
alter table reclassification_items force row level security;
create policy owner on reclassification_items
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
