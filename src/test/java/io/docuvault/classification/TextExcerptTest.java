package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextExcerptTest {

    private static final String FILLER =
            "This page is intentionally left as it is. See the general terms and conditions overleaf.\n";

    @Test
    void leavesAShortTextAsItIs() {
        String text = "a".repeat(DocumentText.MAX_CHARACTERS);

        assertThat(TextExcerpt.of(text)).isSameAs(text);
    }

    @Test
    void takesBeginningAndEndOfALongText() {
        String excerpt = TextExcerpt.of("Contract of lease\n" + FILLER.repeat(1_000) + "Signed in Ghent");

        assertThat(excerpt).startsWith("Contract of lease").endsWith("Signed in Ghent");
    }

    @Test
    void findsThePassageInTheMiddleThatSaysMost() {
        String dense =
                "\nThe rent is 1,240.50 a month from 2026-04-01, deposit 3,721.50, paid to BE71 0961 2345 6769.\n";
        for (int place : new int[] {60, 250, 500, 740, 940}) {
            String text = FILLER.repeat(place) + dense + FILLER.repeat(1_000 - place);

            assertThat(TextExcerpt.of(text)).as("after %d lines", place).contains("BE71 0961 2345 6769");
        }
    }

    @Test
    void prefersWhatIsSaidOnceToWhatEveryPageSays() {
        String pages = IntStream.range(0, 200)
                .mapToObj(page -> "Page header 2026 number 77/81 customer 4711-0815\n" + FILLER.repeat(8)
                        + (page == 123 ? "Termination requires six weeks notice by registered letter.\n" : ""))
                .collect(Collectors.joining());

        assertThat(TextExcerpt.of(pages)).contains("Termination requires six weeks notice");
    }

    @Test
    void staysWithinTheLimitAndNeverBreaksACharacter() {
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            String text = IntStream.range(0, 9_000 + random.nextInt(40_000))
                    .mapToObj(_ -> random.nextInt(5) == 0 ? " " : Character.toString(0x1F600 + random.nextInt(60)))
                    .collect(Collectors.joining());

            String excerpt = TextExcerpt.of(text);

            assertThat(excerpt.length()).isLessThanOrEqualTo(DocumentText.MAX_CHARACTERS);
            assertThat(excerpt.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF))
                    .isEmpty();
        }
    }

    @Test
    void usesTheRoomThatItHas() {
        Random random = new Random(8);
        String text = IntStream.range(0, 20_000)
                .mapToObj(_ -> "word" + random.nextInt(100_000))
                .collect(Collectors.joining(" "));

        assertThat(TextExcerpt.of(text).length()).isGreaterThan(DocumentText.MAX_CHARACTERS - 900);
    }

    @Test
    void keepsThePassagesInTheirOrder() {
        String text = IntStream.range(0, 5_000).mapToObj(i -> "item" + i).collect(Collectors.joining(" "));
        int[] items = TextExcerpt.of(text)
                .lines()
                .flatMap(line -> line.replace("[...]", "").strip().lines())
                .filter(line -> line.startsWith("item"))
                .mapToInt(line -> Integer.parseInt(line.split(" ", 2)[0].substring(4)))
                .toArray();

        assertThat(items).isSorted();
    }

    @Test
    void isDoneAtOnceWithABook() {
        String book =
                IntStream.range(0, 60_000).mapToObj(i -> "word" + i % 5_000).collect(Collectors.joining(" "));
        long start = System.nanoTime();

        TextExcerpt.of(book);

        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }
}
