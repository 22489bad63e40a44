-- Text search configurations: PostgreSQL's own, with accents folded first, so that "resume" finds "résumé".
do $$
declare
    base text;
begin
    foreach base in array array['simple', 'danish', 'dutch', 'english', 'finnish', 'french', 'german', 'italian',
        'norwegian', 'portuguese', 'romanian', 'russian', 'spanish', 'swedish', 'turkish']
    loop
        execute format('create text search configuration docuvault_%s (copy = pg_catalog.%s)', base, base);
        execute format('alter text search configuration docuvault_%s alter mapping for hword, hword_part, word with unaccent, %s',
            base, case base when 'simple' then 'simple' else base || '_stem' end);
    end loop;
end
$$;

-- The configuration for an ISO 639-1 code; without stemming where the language is unknown.
create function search_config(language text) returns regconfig
    language sql immutable parallel safe as
$$
select (case language
    when 'da' then 'public.docuvault_danish'
    when 'nl' then 'public.docuvault_dutch'
    when 'en' then 'public.docuvault_english'
    when 'fi' then 'public.docuvault_finnish'
    when 'fr' then 'public.docuvault_french'
    when 'de' then 'public.docuvault_german'
    when 'it' then 'public.docuvault_italian'
    when 'no' then 'public.docuvault_norwegian'
    when 'nb' then 'public.docuvault_norwegian'
    when 'pt' then 'public.docuvault_portuguese'
    when 'ro' then 'public.docuvault_romanian'
    when 'ru' then 'public.docuvault_russian'
    when 'es' then 'public.docuvault_spanish'
    when 'sv' then 'public.docuvault_swedish'
    when 'tr' then 'public.docuvault_turkish'
    else 'public.docuvault_simple'
end)::regconfig
$$;

-- The languages a user has documents in: a query is stemmed in each of them.
create table search_languages (
    owner_id uuid not null references users (id) on delete cascade,
    language text not null,
    primary key (owner_id, language)
);

alter table search_languages enable row level security;
alter table search_languages force row level security;
create policy owner on search_languages
    using (owner_id = (select app_user_id()) or (select app_is_system()))
    with check (owner_id = (select app_user_id()) or (select app_is_system()));

-- Documents of more than one chunk, whose words may lie in different ones.
create index document_texts_long on document_texts (owner_id, document_id) where chunk > 0;
