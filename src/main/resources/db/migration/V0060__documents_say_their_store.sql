-- Which store a document's bytes are in: one of the server's own ('filesystem', 's3') or a user's connection by its id.
-- All that was there before the server could have more than one is in the file store.
alter table documents add column store text not null default 'filesystem';
alter table blobs_to_delete add column store text not null default 'filesystem';

alter table uploads
    add column store  text not null default 'filesystem',
    -- What the store answered when it began to take the bytes; null until then.
    add column staged text;

-- Uploads under way before this: the file store calls them by their ids.
update uploads set staged = id::text where state = 'pending';
