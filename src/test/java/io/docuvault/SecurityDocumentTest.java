package io.docuvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security.md answers each requirement of the standard that it says it answers, and names only what there is. */
class SecurityDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/security.md");
    /** Of level 3, what this product takes up besides. */
    private static final Set<String> OF_LEVEL_THREE = Set.of("5.2.4", "5.2.5", "5.2.6", "6.3.8", "15.4.2");

    private static final Set<String> VERDICTS =
            Set.of("met", "partly", "not met", "operator", "not applicable", "deviation");

    private static final Pattern ROW =
            Pattern.compile("^\\| (\\d+\\.\\d+\\.\\d+) \\| ([^|]+) \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CLASS = Pattern.compile("[A-Z][a-z0-9]+([A-Z][A-Za-z0-9]*)*");
    private static final Pattern FILE = Pattern.compile("[\\w./-]+\\.(vue|ts|js|sql|yaml|xml|txt|json|html|md)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

    @Test
    void answersEveryRequirement() throws IOException {
        Set<String> wanted = Files.readAllLines(Path.of("src/test/resources/asvs-5.0.0.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ", 2))
                .filter(line -> !line[1].equals("3") || OF_LEVEL_THREE.contains(line[0]))
                .map(line -> line[0])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(wanted).hasSize(253 + OF_LEVEL_THREE.size());
        assertThat(rows().stream().map(row -> row.group(1)))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void answersEachWithAVerdictAndWhereOrWhy() throws IOException {
        for (MatchResult row : rows()) {
            assertThat(VERDICTS).as(row.group(1)).contains(row.group(2));
            assertThat(row.group(3)).as(row.group(1)).hasSizeGreaterThan(3);
        }
    }

    @Test
    void explainsEachDeviation() throws IOException {
        String deviations =
                Files.readString(DOCUMENT).split("## Deviations", 2)[1].split("\n## ", 2)[0];
        for (MatchResult row : rows()) {
            if (row.group(2).equals("deviation")) {
                assertThat(deviations).contains(row.group(1));
            }
        }
    }

    @Test
    void namesOnlyWhatThereIs() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        Set<String> paths = new TreeSet<>();
        for (String folder : List.of("src", "web/src", "web/e2e", "docs", "bench")) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(Files::isRegularFile).forEach(file -> {
                    files.put(file.getFileName().toString(), file);
                    paths.add(file.toString());
                });
            }
        }
        List<String> unknown = new ArrayList<>();
        String document = Files.readString(DOCUMENT);
        CODE.matcher(document).results().map(code -> code.group(1)).forEach(name -> {
            boolean known =
                    !(CLASS.matcher(name).matches() || FILE.matcher(name).matches())
                            || files.containsKey(name + ".java")
                            || files.containsKey(name)
                            || paths.contains(name)
                            || Files.exists(Path.of(name));
            if (!known) {
                unknown.add(name);
            }
        });
        LINK.matcher(document).results().map(link -> link.group(1)).forEach(link -> {
            if (!link.startsWith("http") && !Files.exists(Path.of("docs").resolve(link))) {
                unknown.add(link);
            }
        });
        assertThat(unknown).isEmpty();
    }

    private static List<MatchResult> rows() throws IOException {
        String table = Files.readString(DOCUMENT).split("\n## ASVS 5.0.0, item by item", 2)[1];
        return ROW.matcher(table).results().toList();
    }
}
