-- Until when a key verifies; null for the one that signs.
alter table signing_keys add column retire_at timestamptz;
