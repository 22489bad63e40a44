alter table users
    add column time_zone           text not null default 'UTC',
    -- With a default, because nodes of the version before may still add users.
    add column password_changed_at timestamptz not null default now(),
    -- Set when the owner has asked for it; a job removes everything, this row last.
    add column deleted_at          timestamptz;

update users set password_changed_at = created_at;

create index users_administrators on users (id) where role = 'administrator';
