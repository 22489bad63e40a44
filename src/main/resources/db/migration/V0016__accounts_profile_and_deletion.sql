alter table users
    add column time_zone           text not null default 'UTC',
    add column password_changed_at timestamptz,
    -- Set when the owner has asked for it; a job removes everything, this row last.
    add column deleted_at          timestamptz;

update users set password_changed_at = created_at;
alter table users alter column password_changed_at set not null;

create index users_administrators on users (id) where role = 'administrator';
