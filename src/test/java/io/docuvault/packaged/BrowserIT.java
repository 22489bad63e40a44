package io.docuvault.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the journeys of web/e2e in a real browser against the packaged jar. */
class BrowserIT {

    private static final List<String> BROWSERS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    @TempDir
    private Path dataDirectory;

    @Test
    void everyJourneySucceeds() throws IOException, InterruptedException {
        Optional<String> browser = BROWSERS.stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
        // A newcomer's machine may have no browser to drive; the build server must have one.
        assumeTrue(browser.isPresent() || System.getenv("CI") != null, "No Chromium was found");
        assertThat(browser).as("a Chromium at one of %s", BROWSERS).isPresent();
        // The journeys connect storage that they serve on this machine.
        Map<String, String> settings = Map.of("STORAGE_ALLOWED_NETWORKS", "127.0.0.0/8");
        try (RunningJar jar = RunningJar.start(dataDirectory, settings)) {
            // Not this process's own streams: the test runner talks to its parent over them.
            ProcessBuilder journeys = new ProcessBuilder("npm", "run", "e2e")
                    .directory(Path.of("web").toFile())
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true);
            journeys.environment().put("DOCUVAULT_URL", jar.address().toString());
            journeys.environment().put("DOCUVAULT_LOG", jar.log().toString());
            journeys.environment().put("CHROMIUM", browser.get());
            Process running = journeys.start();
            running.inputReader().lines().forEach(System.out::println);
            assertThat(running.waitFor()).isZero();
        }
    }
}
