-- Sealed keys now say under which secret they are sealed. Those from before go: the next token makes a new one, and a
-- browser whose access token is refused refreshes it by itself.
delete from signing_keys;
