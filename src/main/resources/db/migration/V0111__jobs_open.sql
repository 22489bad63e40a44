-- What an owner has waiting, running or failed, among many that are done.
create index jobs_open on jobs (owner_id, state, id) where state in ('queued', 'running', 'failed');
