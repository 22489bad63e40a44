-- That this database came out of a backup. One that is not finished lacks documents' files: no server starts on it.
create table restores (
    backup      text primary key,
    began_at    timestamptz not null default clock_timestamp(),
    finished_at timestamptz
);

-- Only whoever owns the schema restores.
revoke insert, update, delete on restores from docuvault_app;
