-- Which provider a person wants, what it may see, and what it may cost in a month. No row: all as the system has it.
create table ai_settings (
    owner_id      uuid primary key references users (id) on delete cascade,
    provider      text,
    policy        text        not null default 'any' check (policy in ('never', 'local', 'any')),
    budget_micros bigint check (budget_micros >= 0),
    budget_tokens bigint check (budget_tokens >= 0),
    updated_at    timestamptz not null
);

alter table ai_settings enable row level security;
alter table ai_settings force row level security;
create policy owner on ai_settings
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- How each provider is reached: model, address and key. The key is sealed under a key of its owner's.
create table ai_accounts (
    owner_id       uuid        not null references users (id) on delete cascade,
    provider       text        not null,
    model          text,
    base_url       text,
    api_key        bytea,
    -- Of the master key that it is sealed under.
    key_id         text,
    -- Its last four characters, by which its owner knows which one it is.
    key_hint       text check (length(key_hint) <= 4),
    -- Why it is not asked at present, in a code and in words, and until when.
    problem_code   text,
    problem_detail text,
    problem_at     timestamptz,
    blocked_until  timestamptz,
    updated_at     timestamptz not null,
    primary key (owner_id, provider)
);

create index ai_accounts_key on ai_accounts (key_id) where api_key is not null;

alter table ai_accounts enable row level security;
alter table ai_accounts force row level security;
create policy owner on ai_accounts
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- The same of the system: one row, and one for each provider.
create table ai_system_settings (
    only_row           boolean primary key default true check (only_row),
    provider           text,
    policy             text        not null default 'any' check (policy in ('never', 'local', 'any')),
    budget_micros      bigint check (budget_micros >= 0),
    budget_tokens      bigint check (budget_tokens >= 0),
    user_budget_micros bigint check (user_budget_micros >= 0),
    user_budget_tokens bigint check (user_budget_tokens >= 0),
    updated_at         timestamptz not null
);

create table ai_system_accounts (
    provider       text primary key,
    model          text,
    base_url       text,
    api_key        bytea,
    key_id         text,
    key_hint       text check (length(key_hint) <= 4),
    problem_code   text,
    problem_detail text,
    problem_at     timestamptz,
    blocked_until  timestamptz,
    updated_at     timestamptz not null
);

-- Stricter than its owner's for one document.
create table document_ai_policies (
    document_id uuid primary key references documents (id) on delete cascade,
    owner_id    uuid not null references users (id) on delete cascade,
    policy      text not null check (policy in ('never', 'local', 'any'))
);

create index document_ai_policies_owner on document_ai_policies (owner_id);

alter table document_ai_policies enable row level security;
alter table document_ai_policies force row level security;
create policy owner on document_ai_policies
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- What was spent in a month, by provider and by whose account paid. Months are those of UTC.
create table ai_spending (
    owner_id      uuid    not null references users (id) on delete cascade,
    month         date    not null,
    provider      text    not null,
    system_pays   boolean not null,
    calls         int     not null default 0,
    input_tokens  bigint  not null default 0,
    output_tokens bigint  not null default 0,
    cost_micros   bigint  not null default 0,
    primary key (owner_id, month, provider, system_pays)
);

alter table ai_spending enable row level security;
alter table ai_spending force row level security;
create policy owner on ai_spending
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- What calls under way may cost at most. A crash leaves one behind, which counts as spent in full when it expires.
create table ai_reservations (
    id          uuid primary key,
    owner_id    uuid        not null references users (id) on delete cascade,
    month       date        not null,
    provider    text        not null,
    system_pays boolean     not null,
    tokens      bigint      not null,
    cost_micros bigint      not null,
    expires_at  timestamptz not null
);

create index ai_reservations_owner on ai_reservations (owner_id, month);
create index ai_reservations_month on ai_reservations (month) where system_pays;

alter table ai_reservations enable row level security;
alter table ai_reservations force row level security;
create policy owner on ai_reservations
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- What the system's accounts spent in all; it stays when users go. Reservations queue up behind its row.
create table ai_months (
    month         date primary key,
    calls         int    not null default 0,
    input_tokens  bigint not null default 0,
    output_tokens bigint not null default 0,
    cost_micros   bigint not null default 0
);

-- Documents that wait for their provider to be there again.
create table ai_parked (
    document_id uuid primary key references documents (id) on delete cascade,
    owner_id    uuid        not null references users (id) on delete cascade,
    provider    text        not null,
    code        text        not null,
    -- How often it was asked about this document in vain, and when last.
    tries       int         not null,
    tried_at    timestamptz not null,
    not_before  timestamptz not null,
    -- The provider has answered since: it need not wait for a trial with another one.
    released    boolean     not null default false
);

create index ai_parked_owner on ai_parked (owner_id, provider);
create index ai_parked_due on ai_parked (not_before, document_id);

alter table ai_parked enable row level security;
alter table ai_parked force row level security;
create policy owner on ai_parked
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

alter table classification_runs drop constraint classification_runs_outcome_check;
alter table classification_runs
    add constraint classification_runs_outcome_check
        check (outcome in ('labelled', 'unsure', 'no_topics', 'failed', 'refused')),
    -- Title, date, correspondent and summary as the model gave them, and the topics that it misses.
    add column facts          jsonb,
    add column proposals      jsonb not null default '[]',
    add column problem_code   text,
    add column problem_detail text,
    -- The run whose answer was used again instead of asking.
    add column reused_run_id  uuid;

create index classification_runs_question on classification_runs (owner_id, prompt_hash, text_hash);

-- Exactly what was sent for a run, compressed; the key travels in a header and is not in it.
create table classification_sent (
    run_id   uuid primary key references classification_runs (id) on delete cascade,
    owner_id uuid        not null references users (id) on delete cascade,
    url      text        not null,
    body     bytea       not null,
    sha256   bytea       not null check (length(sha256) = 32),
    bytes    int         not null,
    sent_at  timestamptz not null
);

-- It is compressed already.
alter table classification_sent alter column body set storage external;
create index classification_sent_owner on classification_sent (owner_id);
create index classification_sent_age on classification_sent (sent_at);

alter table classification_sent enable row level security;
alter table classification_sent force row level security;
create policy owner on classification_sent
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));
