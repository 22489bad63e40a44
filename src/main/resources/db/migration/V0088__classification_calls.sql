-- That a model is being asked is written down before it is asked.
alter table classification_runs drop constraint classification_runs_outcome_check;
alter table classification_runs
    add constraint classification_runs_outcome_check
        check (outcome in ('labelled', 'unsure', 'no_topics', 'failed', 'refused', 'asked'));

-- The same words are sent once at a time: whoever comes second waits for the answer to the first.
create unique index classification_runs_asked on classification_runs (owner_id, provider, prompt_hash, text_hash)
    where outcome = 'asked';

-- Since when a document has waited without a break, and until when it is somebody's who sees to it.
alter table ai_parked
    add column since       timestamptz,
    add column taken_until timestamptz;
update ai_parked set since = tried_at;
alter table ai_parked alter column since set not null;
