-- What administrators, and the clock, had looked at, and what was found.
create table verifications (
    id           uuid primary key,
    scope        text        not null check (scope in ('everything', 'audit')),
    thorough     boolean     not null,
    state        text        not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
    requested_at timestamptz not null,
    finished_at  timestamptz,
    -- The entry of the audit log that was the last one when it began.
    audit_seq    bigint,
    report       jsonb
);

-- Without row-level security: ids and numbers, which a job in nobody's name writes.

-- What administrators see of the queues.
create index jobs_unfinished on jobs (queue, kind, state, created_at) where state in ('queued', 'running', 'failed');

-- What runs here is shown to administrators, the schema's version too.
grant select on flyway_schema_history to docuvault_app;
