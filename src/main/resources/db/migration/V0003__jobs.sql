-- What each user sees of their background work. The queues below hold what the workers poll.
create table jobs (
    id           uuid primary key,
    owner_id     uuid        not null,
    kind         text        not null,
    queue        text        not null,
    subject_id   uuid,
    payload      jsonb       not null default '{}',
    state        text        not null default 'queued'
        check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    attempt      int         not null default 0,
    max_attempts int         not null,
    error_code   text,
    error_detail text,
    created_at   timestamptz not null,
    run_at       timestamptz not null,
    finished_at  timestamptz
);

create index jobs_owner on jobs (owner_id, id);
create index jobs_subject on jobs (subject_id, id) where subject_id is not null;
create index jobs_waiting on jobs (owner_id, queue) where state = 'queued';
create index jobs_finished on jobs (finished_at) where finished_at is not null;

alter table jobs enable row level security;
alter table jobs force row level security;
create policy owner on jobs
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- One table per queue in db-scheduler's layout: neither queue's workers ever see the other's work.
create table queue_documents (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);

create index queue_documents_due on queue_documents (priority desc, execution_time asc);
create index queue_documents_time on queue_documents (execution_time);
create index queue_documents_heartbeat on queue_documents (last_heartbeat);

create table queue_email (like queue_documents including all);
