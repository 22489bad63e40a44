-- Whoever copies what lies in the server's stores: while a row here is not over, no object is removed for good. Times are
-- the database's own, and short, so that one that was killed holds nothing up for long.
create table object_holds (
    id         uuid primary key,
    held_until timestamptz not null
);
