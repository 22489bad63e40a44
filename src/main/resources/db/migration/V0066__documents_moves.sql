-- What somebody has asked to be moved from one storage to another. Where documents come from and go to is kept by name
-- too, since a move is remembered longer than its connections: hence no foreign keys.
create table moves (
    id                 uuid primary key,
    owner_id           uuid        not null references users (id) on delete cascade,
    from_server        boolean     not null default false,
    from_connection_id uuid,
    from_label         text,
    to_connection_id   uuid,
    to_label           text        not null,
    -- Remove the connection once nothing lies there any more.
    then_delete        boolean     not null default false,
    state              text        not null default 'running' check (state in ('running', 'done', 'stopped')),
    total              bigint      not null default 0,
    moved              bigint      not null default 0,
    failed             bigint      not null default 0,
    skipped            bigint      not null default 0,
    bytes_total        bigint      not null default 0,
    bytes_moved        bigint      not null default 0,
    -- Why the connection could not be removed although everything has left it.
    problem_code       text,
    problem_detail     text,
    created_at         timestamptz not null,
    -- When open browsers were last told.
    announced_at       timestamptz not null,
    finished_at        timestamptz
);

create index moves_owner on moves (owner_id, id);
create index moves_finished on moves (finished_at) where finished_at is not null;

alter table moves enable row level security;
alter table moves force row level security;
create policy owner on moves
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Documents that are to lie elsewhere; a row goes once its document does, so that only what failed is left of a move.
create table move_items (
    -- Also the name of the copy in the other store, the same for each attempt.
    id            uuid primary key,
    owner_id      uuid   not null references users (id) on delete cascade,
    -- Null for a document that has just come and goes to where its owner wanted it.
    move_id       uuid references moves (id) on delete cascade,
    document_id   uuid   not null,
    -- Of the document's file, whose extension the copy gets.
    name          text   not null,
    -- The store to go to, and the connection if it is one.
    target        text   not null,
    connection_id uuid,
    size_bytes    bigint not null,
    -- Dropped: nobody wants it any more, but its job still has to clear away what it has copied.
    state         text   not null default 'waiting' check (state in ('waiting', 'running', 'failed', 'dropped')),
    job_id        uuid,
    -- What the other store calls the copy, from before it becomes an object there.
    staged        text,
    problem_code  text,
    problem_detail text
);

-- A document goes to one place at a time.
create unique index move_items_document on move_items (document_id) where state in ('waiting', 'running');
create index move_items_move on move_items (move_id, state, id);
create index move_items_owner on move_items (owner_id, id);
create index move_items_connection on move_items (owner_id, connection_id) where connection_id is not null;

alter table move_items enable row level security;
alter table move_items force row level security;
create policy owner on move_items
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
