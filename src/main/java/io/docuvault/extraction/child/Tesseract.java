package io.docuvault.extraction.child;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Recognises text with the tesseract program; the picture goes through a pipe and touches no disk. */
final class Tesseract {

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Pattern WORD = Pattern.compile("\\p{L}{3,}");
    private static final Pattern CONTENT = Pattern.compile("[\\p{L}\\p{N}]{2,}");
    private static final int FEWEST_WORDS = 2;

    /** Tesseract's page segmentation modes; the second costs twice as much, and needs the "osd" data. */
    private static final String UPRIGHT = "3";

    private static final String FIND_DIRECTION = "1";

    /** A page that lies on its side is read as single letters and signs. */
    private static final double POOR = 0.5;

    /** Less contrast than this between the darkest and the lightest dot is an empty page. */
    private static final int LEAST_CONTRAST = 40;

    private final List<String> command;
    private final Deadline deadline;
    private int pagesLeft;
    private boolean missed;
    private boolean used;
    private boolean stopped;

    /** @param command empty when tesseract is not installed */
    Tesseract(List<String> command, int pages, Deadline deadline) {
        this.command = command;
        this.pagesLeft = pages;
        this.deadline = deadline;
    }

    /** There was something to read, but nothing to read it with. */
    boolean missed() {
        return missed;
    }

    /** Whether another page may be read: asked where there is one, before it is drawn, which costs time too. */
    boolean hasTime() {
        if (command.isEmpty()) {
            missed = true;
            return false;
        }
        boolean has = pagesLeft > 0 && !deadline.passed();
        stopped |= !has;
        return has;
    }

    boolean used() {
        return used;
    }

    /** A page was left out, or broken off, for want of time. */
    boolean stopped() {
        return stopped;
    }

    /** Looks at a page as it lies, and once more in every direction if that gave hardly a word. */
    String read(BufferedImage gray, int dotsPerInch) throws IOException {
        pagesLeft--;
        if (isBlank(gray)) {
            return "";
        }
        String text = run(gray, dotsPerInch, UPRIGHT);
        if (shareOfWords(text) < POOR && !deadline.passed()) {
            String turned = run(gray, dotsPerInch, FIND_DIRECTION);
            text = shareOfWords(turned) > shareOfWords(text) ? turned : text;
        }
        if (!hasWords(text)) {
            return "";
        }
        used = true;
        return withoutSpecks(text);
    }

    private String run(BufferedImage gray, int dotsPerInch, String mode) throws IOException {
        Process process = new ProcessBuilder(command(dotsPerInch, mode))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        CompletableFuture<Boolean> killed = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(deadline.left().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> killed.complete(
                        process.isAlive() && process.destroyForcibly().isAlive()));
        try {
            send(gray, process.getOutputStream());
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        } finally {
            stopped |= killed.isDone();
            process.destroyForcibly();
        }
    }

    private List<String> command(int dotsPerInch, String mode) {
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            // When this process is killed, the kernel ends tesseract as well.
            words.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL"));
        }
        words.addAll(command);
        words.addAll(List.of("--dpi", Integer.toString(dotsPerInch), "--psm", mode));
        return words;
    }

    /** As a portable graymap, which costs next to nothing to write and to read. */
    private static void send(BufferedImage gray, OutputStream pipe) throws IOException {
        String header = "P5\n" + gray.getWidth() + " " + gray.getHeight() + "\n255\n";
        try (OutputStream out = new BufferedOutputStream(pipe)) {
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.write(dots(gray));
        }
    }

    private static boolean isBlank(BufferedImage gray) {
        int darkest = 255;
        int lightest = 0;
        for (byte dot : dots(gray)) {
            darkest = Math.min(darkest, dot & 0xFF);
            lightest = Math.max(lightest, dot & 0xFF);
        }
        return lightest - darkest < LEAST_CONTRAST;
    }

    private static byte[] dots(BufferedImage gray) {
        return ((DataBufferByte) gray.getRaster().getDataBuffer()).getData();
    }

    /** Tesseract finds letters in any photograph; a few stray ones are no text. */
    private static boolean hasWords(String text) {
        return WORD.matcher(text).results().limit(FEWEST_WORDS).count() == FEWEST_WORDS;
    }

    private static double shareOfWords(String text) {
        long signs = text.chars()
                .filter(character -> !Character.isWhitespace(character))
                .count();
        long inWords = CONTENT.matcher(text)
                .results()
                .mapToLong(word -> word.end() - word.start())
                .filter(length -> length > 2)
                .sum();
        return signs == 0 ? 0 : (double) inWords / signs;
    }

    private static String withoutSpecks(String text) {
        StringBuilder kept = new StringBuilder();
        text.lines()
                .filter(line -> line.isBlank() || CONTENT.matcher(line).find())
                .forEach(line -> kept.append(line).append('\n'));
        return kept.toString();
    }
}
