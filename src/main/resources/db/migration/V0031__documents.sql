-- One row a document, with all that a list shows. The text lives in tables of its own.
create table documents (
    id             uuid primary key,
    owner_id       uuid        not null references users (id) on delete cascade,
    connection_id  uuid,
    -- Where the bytes are, in the words of the connection's back-end.
    blob_ref       text        not null,
    name           text        not null,
    title          text        not null,
    -- What the list is ordered by: an index on an expression could not be used below row-level security.
    title_key      text        not null generated always as (lower(title)) stored,
    -- True once a person has chosen the title: nothing overwrites it any more.
    title_chosen   boolean     not null default false,
    media_type     text        not null,
    kind           text        not null
        check (kind in ('pdf', 'image', 'office', 'text', 'mail', 'archive', 'other')),
    size_bytes     bigint      not null check (size_bytes >= 0),
    sha256         bytea       not null check (length(sha256) = 32),
    status         text        not null
        check (status in ('processing', 'ready', 'needs_text', 'quarantined', 'failed')),
    step           text check (step in ('extract', 'classify')),
    problem_code   text,
    problem_detail text,
    pages          int,
    language       text,
    author         text,
    document_date  date,
    date_chosen    boolean     not null default false,
    metadata       jsonb       not null default '{}',
    text_length    int         not null default 0,
    has_thumbnail  boolean     not null default false,
    version        bigint      not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    trashed_at     timestamptz,
    -- The day it is filed under: its own date, or else that of its arrival.
    filed_on       date        not null
        generated always as (coalesce(document_date, (created_at at time zone 'UTC')::date)) stored
);

-- One index for each order of the list, in the direction of its keyset.
create index documents_created on documents (owner_id, created_at, id) where trashed_at is null;
create index documents_filed on documents (owner_id, filed_on, id) where trashed_at is null;
create index documents_title on documents (owner_id, title_key, id) where trashed_at is null;
create index documents_size on documents (owner_id, size_bytes, id) where trashed_at is null;
create index documents_trash on documents (owner_id, trashed_at, id) where trashed_at is not null;
create index documents_trash_due on documents (trashed_at) where trashed_at is not null;
create index documents_same_content on documents (owner_id, sha256);
create index documents_name_trigrams on documents using gin (owner_id, (title || ' ' || name) gin_trgm_ops);

alter table documents enable row level security;
alter table documents force row level security;
create policy owner on documents
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- The text in chunks, so that neither the tsvector's limits nor a highlight's cost depend on a document's length.
create table document_texts (
    document_id uuid     not null references documents (id) on delete cascade,
    chunk       int      not null,
    owner_id    uuid     not null references users (id) on delete cascade,
    content     text     not null,
    terms       tsvector not null,
    primary key (document_id, chunk)
);

create index document_texts_terms on document_texts using gin (owner_id, terms);

alter table document_texts enable row level security;
alter table document_texts force row level security;
create policy owner on document_texts
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

create table document_thumbnails (
    document_id uuid primary key references documents (id) on delete cascade,
    owner_id    uuid  not null references users (id) on delete cascade,
    media_type  text  not null,
    bytes       bytea not null
);

alter table document_thumbnails enable row level security;
alter table document_thumbnails force row level security;
create policy owner on document_thumbnails
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- The words a user's documents hold, against which a mistyped word is compared.
create table search_words (
    owner_id uuid not null references users (id) on delete cascade,
    word     text not null,
    primary key (owner_id, word)
);

create index search_words_trigrams on search_words using gin (owner_id, word gin_trgm_ops);

alter table search_words enable row level security;
alter table search_words force row level security;
create policy owner on search_words
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- An intent to upload, written before any byte is sent. Its size is what is reserved of the owner's quota.
create table uploads (
    id              uuid primary key,
    owner_id        uuid        not null references users (id) on delete cascade,
    document_id     uuid        not null unique,
    -- The last part of the key that the object is to have.
    object_id       uuid        not null,
    connection_id   uuid,
    name            text        not null,
    size_bytes      bigint      not null check (size_bytes >= 0),
    media_type      text,
    sha256          bytea check (length(sha256) = 32),
    allow_duplicate boolean     not null default false,
    topic_ids       uuid[]      not null default '{}',
    -- False where the server passes the bytes on: such an upload has no parts to ask for.
    direct          boolean     not null default true,
    state           text        not null default 'pending' check (state in ('pending', 'stored', 'aborted', 'failed')),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    finished_at     timestamptz
);

create index uploads_owner_pending on uploads (owner_id, id) where state = 'pending';
create index uploads_expiry on uploads (expires_at) where state = 'pending';
create index uploads_finished on uploads (finished_at) where state <> 'pending';

alter table uploads enable row level security;
alter table uploads force row level security;
create policy owner on uploads
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Objects whose document is gone and which a job still has to remove from the store.
create table blobs_to_delete (
    id            uuid primary key,
    owner_id      uuid        not null,
    connection_id uuid,
    blob_ref      text        not null,
    created_at    timestamptz not null
);

create index blobs_to_delete_owner on blobs_to_delete (owner_id, id);

alter table blobs_to_delete enable row level security;
alter table blobs_to_delete force row level security;
create policy owner on blobs_to_delete
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
