package io.docuvault.documents;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a document is found by besides its text.
 *
 * @param name what it is called: its title and file name
 * @param about who it is from and what it is about, which says less
 */
record Heading(String name, String about) {

    static Heading of(String title, String fileName, @Nullable String correspondent, @Nullable String summary) {
        String about =
                Stream.of(correspondent, summary).filter(Objects::nonNull).collect(Collectors.joining(" "));
        return new Heading(title + " " + fileName, about);
    }
}
