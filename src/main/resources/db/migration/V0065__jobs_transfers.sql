-- Copies between stores take long and compute nothing: they have workers of their own, so that reading never waits.
create table queue_transfers (like queue_documents including all);
