-- As names are compared: whatever their case and accents.
create function folded(name text) returns text
    language sql immutable parallel safe strict as
$$
select lower(public.unaccent('public.unaccent', name))
$$;

alter table documents
    -- The title that the file itself suggests. A model is asked about a document under this one or a person's, never
    -- under one that a model gave: the same question stays the same.
    add column read_title           text,
    add column correspondent        text,
    add column correspondent_key    text generated always as (folded(correspondent)) stored,
    -- True once a person has chosen it, be it that there is none.
    add column correspondent_chosen boolean not null default false,
    -- One sentence, a model's.
    add column summary              text;

update documents set read_title = title;

create index documents_correspondent on documents (owner_id, correspondent_key, id)
    where trashed_at is null and correspondent_key is not null;
create index documents_correspondent_trigrams on documents using gin (owner_id, correspondent_key gin_trgm_ops)
    where correspondent_key is not null;
