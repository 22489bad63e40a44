-- Why a connection does not work, for programs; in words it stands in reason.
alter table connections add column reason_code text check (reason_code ~ '^[a-z_]{1,40}$');
