package io.docuvault.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What a vendor lists in pages, as one stream that asks for a page once the one before has been read. */
public final class CloudPages {

    private CloudPages() {}

    /** Asks the vendor for a page by its token or address. */
    @FunctionalInterface
    public interface Fetch {
        JsonNode page(String token) throws IOException;
    }

    /** What an answer says about the page after it; empty if there is none. */
    @FunctionalInterface
    public interface Next {
        String of(JsonNode answer) throws IOException;
    }

    @FunctionalInterface
    public interface Items<T> {
        Stream<T> of(JsonNode answer) throws IOException;
    }

    /** The first page is asked for at once, so that what fails does so here; later ones throw from the stream. */
    public static <T> Stream<T> of(String first, Fetch fetch, Next next, Items<T> items) throws IOException {
        JsonNode page = fetch.page(first);
        String following = next.of(page);
        Stream<T> here = items.of(page);
        return following.isEmpty() ? here : Stream.concat(here, later(following, fetch, next, items));
    }

    /** Nothing is asked before somebody wants to read on. */
    private static <T> Stream<T> later(String token, Fetch fetch, Next next, Items<T> items) {
        return StreamSupport.stream(new Pages(token, fetch, next), false).flatMap(page -> {
            try {
                return items.of(page);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static final class Pages extends Spliterators.AbstractSpliterator<JsonNode> {

        private final Fetch fetch;
        private final Next next;
        private String token;

        private Pages(String token, Fetch fetch, Next next) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.token = token;
            this.fetch = fetch;
            this.next = next;
        }

        @Override
        public boolean tryAdvance(Consumer<? super JsonNode> action) {
            if (token.isEmpty()) {
                return false;
            }
            try {
                JsonNode page = fetch.page(token);
                token = next.of(page);
                action.accept(page);
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
