package io.docuvault.cli;

import io.docuvault.backup.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** How far something is: a line that moves on a terminal, and a line for each tenth elsewhere. */
final class ConsoleProgress implements Progress {

    private static final int STEPS = 10;
    private static final long OFTEN = 100_000_000;
    private static final Map<String, String> WORDS =
            Map.of("rows", "Rows", "files", "Files", "loading", "Loading rows");

    private final PrintWriter out;
    private final boolean terminal;
    private String what = "";
    private long step = -1;
    private long last;

    private ConsoleProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @SuppressWarnings(
            "SystemConsoleNull") // There is none where the module jdk.internal.le is not, or input is redirected.
    static Progress to(PrintWriter out) {
        Console console = System.console();
        return new ConsoleProgress(out, console != null && console.isTerminal());
    }

    /** For whoever wants the result only. */
    static Progress none() {
        return new Progress() {
            @Override
            public void begins(String what) {}

            @Override
            public void done(long items, long ofItems, long bytes, long ofBytes) {}
        };
    }

    @Override
    public synchronized void begins(String begun) {
        what = WORDS.getOrDefault(begun, begun);
        step = -1;
        if (!terminal) {
            out.println(what + " ...");
        }
        out.flush();
    }

    @Override
    public synchronized void done(long items, long ofItems, long bytes, long ofBytes) {
        if (terminal) {
            draw(items, ofItems, bytes);
            return;
        }
        long now = ofItems == 0 ? STEPS : items * STEPS / ofItems;
        if (now > step) {
            step = now;
            out.printf(Locale.ROOT, "%s: %,d of %,d%s%n", what, items, ofItems, size(bytes));
            out.flush();
        }
    }

    private void draw(long items, long ofItems, long bytes) {
        long now = System.nanoTime();
        boolean end = items >= ofItems;
        if (end || now - last > OFTEN) {
            last = now;
            int width = 30;
            int filled = ofItems == 0 ? width : (int) Math.min(width, items * width / ofItems);
            out.printf(
                    Locale.ROOT,
                    "\r%-12s [%s%s] %,d of %,d%s ",
                    what,
                    "#".repeat(filled),
                    " ".repeat(width - filled),
                    items,
                    ofItems,
                    size(bytes));
            if (end) {
                out.println();
            }
            out.flush();
        }
    }

    private static String size(long bytes) {
        return bytes == 0 ? "" : String.format(Locale.ROOT, ", %,d MB", bytes / 1_000_000);
    }
}
