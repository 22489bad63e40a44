-- Users' own storage. Credentials are sealed under a key of their owner's; nothing else in here is secret.
create table connections (
    id                  uuid primary key,
    owner_id            uuid        not null references users (id) on delete cascade,
    kind                text        not null check (kind ~ '^[a-z0-9]{1,30}$'),
    name                text        not null check (length(name) between 1 and 100),
    settings            jsonb       not null default '{}',
    credentials         bytea       not null,
    -- Of the master key that the credentials are sealed under, for whoever moves them to the next one.
    key_id              text        not null,
    -- Counts the changes of the credentials, so that of two renewals one counts.
    credentials_version bigint      not null default 1,
    is_default          boolean     not null default false,
    state               text        not null default 'ok' check (state in ('ok', 'reconnect', 'unreachable')),
    -- Why, in words, where the state is not ok.
    reason              text,
    -- Whose account it is there, and how full that is, as far as the vendor says.
    account             text,
    used_bytes          bigint,
    total_bytes         bigint,
    checked_at          timestamptz,
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    -- What refers to a connection refers to its owner too.
    unique (id, owner_id)
);

create index connections_owner on connections (owner_id, id);
create unique index connections_default on connections (owner_id) where is_default;
create index connections_key on connections (key_id, id);

alter table connections enable row level security;
alter table connections force row level security;
create policy owner on connections
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Sign-ins at a vendor that somebody has begun. The proof that the same browser comes back is in its cookie only.
create table cloud_sign_ins (
    state_hash    bytea primary key check (length(state_hash) = 32),
    owner_id      uuid        not null references users (id) on delete cascade,
    vendor        text        not null,
    -- To be connected anew; null for a new one.
    connection_id uuid,
    -- Of PKCE: the hash of what the browser keeps.
    challenge     text        not null,
    expires_at    timestamptz not null,
    foreign key (connection_id, owner_id) references connections (id, owner_id) on delete cascade
);

create index cloud_sign_ins_owner on cloud_sign_ins (owner_id, expires_at);

alter table cloud_sign_ins enable row level security;
alter table cloud_sign_ins force row level security;
create policy owner on cloud_sign_ins
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- A connection can't go while a document lies in it.
create index documents_connection on documents (owner_id, connection_id) where connection_id is not null;
alter table documents
    add foreign key (connection_id, owner_id) references connections (id, owner_id);
alter table uploads
    add foreign key (connection_id, owner_id) references connections (id, owner_id) on delete set null (connection_id);
