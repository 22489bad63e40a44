-- What is sure enough is accepted without a person, as long as the topic has earned it.
alter table topics add column automatic boolean not null default false;
create index topics_automatic on topics (owner_id) where automatic;

-- What a person made of what was suggested, latest first.
create index document_topics_observed on document_topics (owner_id, topic_id, decided_at)
    where decided_by = 'person' and suggestion_id is not null;
