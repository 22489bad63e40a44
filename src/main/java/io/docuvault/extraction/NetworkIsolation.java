package io.docuvault.extraction;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The words before a child's command that lower its priority and take the network from it, as far as this machine
 * permits. Where it does not, the child still refuses network URLs inside its JVM.
 */
record NetworkIsolation(List<String> prefix) {

    private static final Logger log = LoggerFactory.getLogger(NetworkIsolation.class);

    private static final List<String> NICE = List.of("nice", "-n", "5");

    /** With the right to make a network namespace, or by way of a user namespace. */
    private static final List<List<String>> UNSHARE =
            List.of(List.of("unshare", "--net"), List.of("unshare", "--map-root-user", "--net"));

    static NetworkIsolation none() {
        return new NetworkIsolation(List.of());
    }

    static NetworkIsolation probe() {
        List<String> nice = works(NICE) ? NICE : List.of();
        for (List<String> unshare : UNSHARE) {
            List<String> prefix = join(nice, unshare);
            if (works(prefix)) {
                log.info("Documents are read in processes without network ({})", String.join(" ", unshare));
                return new NetworkIsolation(prefix);
            }
        }
        log.warn("This machine permits no network namespace: documents are read in processes that could reach the "
                + "network if a parser were taken over");
        return new NetworkIsolation(nice);
    }

    boolean withoutNetwork() {
        return prefix.contains("unshare");
    }

    private static boolean works(List<String> prefix) {
        try {
            Process process = new ProcessBuilder(join(prefix, List.of("true")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(5, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> join(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
