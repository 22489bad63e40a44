package io.docuvault.extraction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out which tesseract is installed here and which of the wanted languages it knows. */
final class Ocr {

    private final String program;
    private final List<String> wanted;
    private volatile Set<String> installed = Set.of();

    Ocr(String program, List<String> wanted) {
        this.program = program;
        this.wanted = wanted;
    }

    /** Those of the wanted languages that are installed, in the wanted order: the first weighs most. */
    Set<String> languages() {
        Set<String> known = installed();
        return wanted.stream().filter(known::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Reads a picture from standard input; empty when nothing can be recognised here. */
    List<String> command() {
        Set<String> languages = languages();
        if (languages.isEmpty()) {
            return List.of();
        }
        return List.of(program, "stdin", "stdout", "-l", String.join("+", languages));
    }

    /** What it calls itself, such as {@code 5.3.0}; empty where there is none. */
    Optional<String> version() {
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0
                    ? answer.lines().findFirst().map(line -> line.replaceFirst("^tesseract\\s+", ""))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Asked again as long as there is none, so that installing it needs no restart. */
    private Set<String> installed() {
        if (installed.isEmpty()) {
            installed = probe();
        }
        return installed;
    }

    private Set<String> probe() {
        try {
            Process process = new ProcessBuilder(program, "--list-langs")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0
                    ? answer.lines().skip(1).map(String::strip).collect(Collectors.toUnmodifiableSet())
                    : Set.of();
        } catch (IOException e) {
            return Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        }
    }
}
