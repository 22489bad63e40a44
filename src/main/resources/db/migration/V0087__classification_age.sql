-- What nobody has undone, applied or dropped for a long time goes.
create index label_batches_age on label_batches (created_at);
create index reclassifications_age on reclassifications (created_at);
