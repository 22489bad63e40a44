-- Who decided: a person, the permission that a topic has earned, or a rule of the user's own. Only what a person
-- decided is learnt from, and only that is never changed by anything but a person.
alter table document_topics add column decided_by text check (decided_by in ('person', 'automatic', 'rule'));
update document_topics set decided_by = 'person' where decided_at is not null;
alter table document_topics
    add check ((decided_at is null) = (decided_by is null)),
    -- Nothing but a person refuses.
    add check (state <> 'rejected' or decided_by = 'person');

drop index document_topics_decided;
create index document_topics_decided on document_topics (owner_id, topic_id, state, decided_at)
    where decided_by = 'person';

-- What was done to many labels at once, and can be undone at once.
create table label_batches (
    id         uuid primary key,
    owner_id   uuid        not null references users (id) on delete cascade,
    kind       text        not null
        check (kind in ('review', 'accept_above', 'automatic', 'reclassify', 'merge', 'proposal', 'rules')),
    -- No reference: a topic that was merged into another one is gone until that is undone.
    topic_id   uuid,
    detail     text,
    -- What else is needed to undo it, as whoever did it wrote it down.
    memory     jsonb,
    documents  int         not null default 0,
    labels     int         not null default 0,
    created_at timestamptz not null,
    undone_at  timestamptz
);

create index label_batches_owner on label_batches (owner_id, id);

alter table label_batches enable row level security;
alter table label_batches force row level security;
create policy owner on label_batches
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Each label that a batch changed: the whole row before and after, null where there was none.
create table label_changes (
    batch_id    uuid not null references label_batches (id) on delete cascade,
    document_id uuid not null references documents (id) on delete cascade,
    topic_id    uuid not null,
    owner_id    uuid not null references users (id) on delete cascade,
    before      jsonb,
    after       jsonb,
    primary key (batch_id, document_id, topic_id)
);

create index label_changes_document on label_changes (document_id);
create index label_changes_owner on label_changes (owner_id);

alter table label_changes enable row level security;
alter table label_changes force row level security;
create policy owner on label_changes
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- While a transaction says that it works on a batch, every change of a label is written down, whoever makes it and
-- however: once per statement, not once per row. What a batch changes twice keeps what it was at first.
create function record_label_changes() returns trigger
    language plpgsql
as $$
declare
    batch uuid := nullif(current_setting('docuvault.batch', true), '')::uuid;
begin
    if batch is null then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into label_changes (batch_id, document_id, topic_id, owner_id, before, after)
        select batch, n.document_id, n.topic_id, n.owner_id, null, to_jsonb(n) from new_rows n
        on conflict (batch_id, document_id, topic_id) do update set after = excluded.after;
    elsif tg_op = 'UPDATE' then
        insert into label_changes (batch_id, document_id, topic_id, owner_id, before, after)
        select batch, n.document_id, n.topic_id, n.owner_id, to_jsonb(o), to_jsonb(n)
        from new_rows n join old_rows o using (document_id, topic_id)
        on conflict (batch_id, document_id, topic_id) do update set after = excluded.after;
    else
        insert into label_changes (batch_id, document_id, topic_id, owner_id, before, after)
        select batch, o.document_id, o.topic_id, o.owner_id, to_jsonb(o), null from old_rows o
        on conflict (batch_id, document_id, topic_id) do update set after = null;
    end if;
    return null;
end
$$;

create trigger labels_added after insert on document_topics
    referencing new table as new_rows
    for each statement execute function record_label_changes();
create trigger labels_changed after update on document_topics
    referencing old table as old_rows new table as new_rows
    for each statement execute function record_label_changes();
create trigger labels_removed after delete on document_topics
    referencing old table as old_rows
    for each statement execute function record_label_changes();
