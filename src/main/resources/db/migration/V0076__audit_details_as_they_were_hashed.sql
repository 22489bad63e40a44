-- jsonb orders and spaces what it is given in its own way, so that the hash over an entry's details could not be worked
-- out again; json keeps the text. Nothing was released before this: entries of earlier builds show as changed.
alter table audit_entries
    alter column details drop default,
    alter column details type json using details::text::json,
    alter column details set default '{}';
