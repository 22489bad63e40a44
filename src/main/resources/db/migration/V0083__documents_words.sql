-- The words that counted most for a suggestion, where its provider knows.
alter table document_topics add column words text[];
