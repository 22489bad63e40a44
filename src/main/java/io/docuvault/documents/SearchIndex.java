package io.docuvault.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Writes what search reads. A document's text lies in chunks, each with its terms as typed and as stemmed in the
 * document's language; the first chunk always exists, so that a document without text is found by its title. All in the
 * caller's transaction.
 */
@Repository
class SearchIndex {

    /**
     * Characters in a chunk. A tsvector counts positions up to 16,383, and each word takes two of them (as typed and
     * stemmed): more text in one chunk would break phrases at its end.
     */
    static final int CHUNK = 40_000;

    private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}]+");

    private static final String TERMS = """
            setweight(to_tsvector('docuvault_simple', :heading), 'A')
            || setweight(to_tsvector(search_config(:language), :heading), 'A')
            || setweight(to_tsvector('docuvault_simple', :about), 'B')
            || setweight(to_tsvector(search_config(:language), :about), 'B')
            || to_tsvector('docuvault_simple', %1$s)
            || to_tsvector(search_config(:language), %1$s)""";

    private final JdbcClient jdbc;

    SearchIndex(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Puts a document's text in the place of what was there.
     *
     * @param heading indexed also with its punctuation taken for spaces, since PostgreSQL takes {@code contract.pdf} for
     *     the name of a host
     * @param language ISO 639-1, as far as it is known
     * @param text without NUL characters
     */
    void replace(UUID owner, UUID document, Heading heading, @Nullable String language, String text) {
        jdbc.sql("delete from document_texts where document_id = :document and owner_id = :owner")
                .param("document", document)
                .param("owner", owner)
                .update();
        List<String> chunks = chunks(text);
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            insert(owner, document, chunk, heading, language, chunks.get(chunk));
        }
        rememberWords(owner, document, heading);
        rememberLanguage(owner, language);
    }

    /** Makes a document found by what it is called now. */
    void retitle(UUID owner, UUID document, Heading heading, @Nullable String language) {
        jdbc.sql("update document_texts set terms = " + TERMS.formatted("content")
                        + " where document_id = :document and owner_id = :owner")
                .param("document", document)
                .param("owner", owner)
                .param("heading", searchable(heading.name()))
                .param("about", searchable(heading.about()))
                .param("language", language)
                .update();
        rememberWords(owner, null, heading);
    }

    private void insert(
            UUID owner, UUID document, int chunk, Heading heading, @Nullable String language, String content) {
        jdbc.sql("insert into document_texts (document_id, chunk, owner_id, content, terms) "
                        + "values (:document, :chunk, :owner, :content, " + TERMS.formatted(":content") + ")")
                .param("document", document)
                .param("chunk", chunk)
                .param("owner", owner)
                .param("heading", searchable(heading.name()))
                .param("about", searchable(heading.about()))
                .param("language", language)
                .param("content", content)
                .update();
    }

    /**
     * All words in one statement and in their order, so that documents of one owner never wait in a circle.
     *
     * @param document whose text is meant too; null where it has been remembered before
     */
    private void rememberWords(UUID owner, @Nullable UUID document, Heading heading) {
        jdbc.sql("""
                        insert into search_words (owner_id, word)
                        select distinct :owner, word
                        from (
                            select content from document_texts where document_id = :document::uuid and owner_id = :owner
                            union all
                            select :heading
                        ) text, unnest(tsvector_to_array(to_tsvector('docuvault_simple', text.content))) word
                        where word ~ '^[[:alpha:]]{3,40}$'
                        order by word
                        on conflict do nothing
                        """)
                .param("owner", owner)
                .param("document", document)
                .param("heading", searchable(heading.name() + " " + heading.about()))
                .update();
    }

    private void rememberLanguage(UUID owner, @Nullable String language) {
        if (language != null) {
            jdbc.sql(
                            "insert into search_languages (owner_id, language) values (:owner, :language) on conflict do nothing")
                    .param("owner", owner)
                    .param("language", language)
                    .update();
        }
    }

    private static String searchable(String heading) {
        return heading + " " + PUNCTUATION.matcher(heading).replaceAll(" ");
    }

    /** Cuts a text where words end; put together again, the chunks are the text. */
    static List<String> chunks(String text) {
        List<String> chunks = new ArrayList<>();
        int start = 0;
        do {
            int end = Math.min(text.length(), start + CHUNK);
            if (end < text.length()) {
                end = lastBreak(text, start, end);
            }
            chunks.add(text.substring(start, end));
            start = end;
        } while (start < text.length());
        return chunks;
    }

    private static int lastBreak(String text, int start, int end) {
        for (int i = end; i > end - 1_000 && i > start + 1; i--) {
            if (Character.isWhitespace(text.charAt(i - 1))) {
                return i;
            }
        }
        return Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
    }
}
