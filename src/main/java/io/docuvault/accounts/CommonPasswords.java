package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The passwords that are tried first. Instead of a list of thousands, the words most of them are made from, and the few
 * ways people dress those up: digits for letters, capitals, a year or an exclamation mark at the end, the word twice.
 */
@Component
class CommonPasswords {

    /** How many characters around a common word still leave it easy to guess. */
    private static final int DRESSING = 6;
    /** The same for a walk over the keyboard, of which short pieces are in many good passwords. */
    private static final int WALK_DRESSING = 4;

    private static final String[] ROWS = {
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890123456789",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "1q2w3e4r5t6y7u8i9o0p"
    };

    private final Set<String> words;

    CommonPasswords() {
        try (InputStream list = CommonPasswords.class.getResourceAsStream("/common-passwords.txt")) {
            words = new String(Objects.requireNonNull(list).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean contains(String password, String email) {
        String plain = password.toLowerCase(Locale.ROOT);
        String name = email.toLowerCase(Locale.ROOT);
        return plain.equals(name)
                || isDressed(plain, Set.of(name.substring(0, Math.max(0, name.indexOf('@')))))
                || isRepeated(plain)
                || isWalk(plain)
                || plain.chars().allMatch(Character::isDigit)
                || isDressed(plain, words)
                || isDressed(undone(plain), words);
    }

    /** A word of the list, once or twice, with a few other characters before or after. */
    private static boolean isDressed(String password, Set<String> words) {
        String core = password.replaceAll("^[^a-z]+|[^a-z]+$", "");
        if (core.isEmpty() || password.length() - core.length() > DRESSING) {
            return false;
        }
        return isWord(core, words) || isWord(undone(core), words);
    }

    private static boolean isWord(String core, Set<String> words) {
        String half = core.substring(0, core.length() / 2);
        return words.contains(core) || (core.equals(half + half) && words.contains(half));
    }

    /** One to four characters over and over. */
    private static boolean isRepeated(String password) {
        return password.matches("(.{1,4}?)\\1{2,}.{0,3}");
    }

    /** Neighbours on the keyboard or in the alphabet, in either direction, with a few characters more. */
    private static boolean isWalk(String password) {
        int needed = password.length() - WALK_DRESSING;
        for (String row : ROWS) {
            String back = new StringBuilder(row).reverse().toString();
            for (int start = 0; start + needed <= password.length(); start++) {
                String part = password.substring(start, start + needed);
                if (needed >= 4 && (row.contains(part) || back.contains(part))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String undone(String password) {
        return password.replace('0', 'o')
                .replace('1', 'i')
                .replace('3', 'e')
                .replace('4', 'a')
                .replace('5', 's')
                .replace('7', 't')
                .replace('@', 'a')
                .replace('$', 's')
                .replace('!', 'i');
    }
}
