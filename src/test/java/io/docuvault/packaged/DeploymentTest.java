package io.docuvault.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What can be said of the files for containers without a container; {@link TopologyIT} runs what stands in them. */
class DeploymentTest {

    /** Spring Boot's own, and the launcher's. */
    private static final Set<String> NOT_OURS = Set.of("SERVER_FORWARD_HEADERS_STRATEGY", "JAVA_OPTS");

    @Test
    void theExampleSetsWhatComposeAsksForAndNothingElse() throws IOException {
        assertThat(ComposeFile.example().keySet())
                .containsExactlyInAnyOrderElementsOf(ComposeFile.read().variables());
    }

    @Test
    void theExampleHoldsNoSecret() throws IOException {
        Map<String, String> example = ComposeFile.example();

        assertThat(ComposeFile.read().secrets().values())
                .allSatisfy(name -> assertThat(example.get(name)).as(name).isEmpty());
    }

    @Test
    void composeSetsNothingThatTheServerDoesNotKnow() throws IOException {
        ComposeFile compose = ComposeFile.read();
        Set<String> known = knownVariables();
        known.addAll(NOT_OURS);
        for (String service : List.of("web", "worker")) {
            Map<String, String> environment = compose.environment(service, ComposeFile.example());
            assertThat(known).as(service).containsAll(environment.keySet());
            // A secret is a setting itself, or a part of one.
            assertThat(compose.secretsOf(service))
                    .allSatisfy(secret -> assertThat(known.contains(secret)
                                    || environment.toString().contains("${" + secret + "}"))
                            .as(secret)
                            .isTrue());
            assertThat(compose.secrets().keySet()).containsAll(compose.secretsOf(service));
        }
        assertThat(compose.environment("web", ComposeFile.example())).containsEntry("ROLE", "web");
        assertThat(compose.environment("worker", ComposeFile.example())).containsEntry("ROLE", "worker");
    }

    @Test
    void everyServiceIsWatchedLimitedAndStartedAgain() throws IOException {
        assertThat(ComposeFile.read().services().values())
                .allSatisfy(service -> assertThat(service)
                        .asInstanceOf(InstanceOfAssertFactories.MAP)
                        .containsKeys("healthcheck", "deploy")
                        .containsEntry("restart", "unless-stopped"));
    }

    @Test
    void theFilesThatAreMountedOrCopiedAreThere() throws IOException {
        ComposeFile compose = ComposeFile.read();
        Stream<String> mounted = ((List<?>) compose.service("database").get("volumes"))
                .stream()
                        .map(String::valueOf)
                        .filter(volume -> volume.startsWith("./"))
                        .map(volume -> volume.substring(0, volume.indexOf(':')));
        Stream<String> copied = Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
                .flatMap(line -> {
                    List<String> words = List.of(line.split(" ", -1));
                    return words.subList(1, words.size() - 1).stream();
                });

        assertThat(Stream.concat(mounted, copied))
                .hasSizeGreaterThan(5)
                .allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    @Test
    void theImageAndComposeAskForHealthInTheSameWay() throws IOException {
        String command = ComposeFile.read().healthCheck("web").stream()
                .map(word -> "\"" + word + "\"")
                .collect(Collectors.joining(", ", "CMD [", "]"));

        assertThat(Files.readString(Path.of("Dockerfile"))).contains(command);
    }

    private static Set<String> knownVariables() throws IOException {
        return Pattern.compile("\\$\\{([A-Z][A-Z_0-9]+)")
                .matcher(Files.readString(Path.of("src/main/resources/application.yaml")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
