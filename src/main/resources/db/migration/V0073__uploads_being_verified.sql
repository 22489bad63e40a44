-- Large uploads are verified by a job: until it has decided they are no longer waiting for bytes and not ended either.
alter table uploads drop constraint uploads_state_check;
alter table uploads
    add constraint uploads_state_check check (state in ('pending', 'verifying', 'stored', 'aborted', 'failed')),
    -- Why it is no document (yet): what the answer to a completion would have said.
    add column problem jsonb;

drop index uploads_owner_pending;
create index uploads_owner_open on uploads (owner_id, id) where state in ('pending', 'verifying');
drop index uploads_expiry;
create index uploads_expiry on uploads (expires_at) where state in ('pending', 'verifying');
