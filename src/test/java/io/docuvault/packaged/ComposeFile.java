package io.docuvault.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code compose.yaml} and {@code .env.example}, read as Docker Compose does. */
final class ComposeFile {

    private static final Path FILE = Path.of("compose.yaml");
    private static final Path EXAMPLE = Path.of(".env.example");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\$|\\$\\{(?<name>[A-Z_]+)}");

    private final Map<String, Object> content;

    private ComposeFile(Map<String, Object> content) {
        this.content = content;
    }

    static ComposeFile read() throws IOException {
        return new ComposeFile(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE)));
    }

    /** What {@code .env.example} sets, empty values included. */
    static Map<String, String> example() throws IOException {
        return Files.readAllLines(EXAMPLE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (one, _) -> one, LinkedHashMap::new));
    }

    /** What the file takes from {@code .env}. */
    Set<String> variables() throws IOException {
        Set<String> names = new TreeSet<>(secrets().values());
        Matcher variable = VARIABLE.matcher(Files.readString(FILE));
        while (variable.find()) {
            if (variable.group("name") != null) {
                names.add(variable.group("name"));
            }
        }
        return names;
    }

    Map<String, Object> services() {
        return map(content, "services");
    }

    Map<String, Object> service(String name) {
        return map(services(), name);
    }

    /** Each secret's variable in {@code .env}. */
    Map<String, String> secrets() {
        Map<String, String> variables = new LinkedHashMap<>();
        map(content, "secrets")
                .keySet()
                .forEach(name -> variables.put(
                        name, String.valueOf(map(map(content, "secrets"), name).get("environment"))));
        return variables;
    }

    /** The names of the secrets that a service is given. */
    List<String> secretsOf(String service) {
        return strings(service(service), "secrets");
    }

    List<String> command(String service) {
        return strings(service(service), "command");
    }

    /** The command that says whether a service is well, without the word before it. */
    List<String> healthCheck(String service) {
        return strings(map(service(service), "healthcheck"), "test").stream()
                .skip(1)
                .toList();
    }

    /** A service's environment, with what {@code .env} says put in. */
    Map<String, String> environment(String service, Map<String, String> env) {
        Map<String, String> environment = new LinkedHashMap<>();
        map(service(service), "environment")
                .forEach((name, value) -> environment.put(name, interpolated(String.valueOf(value), env)));
        return environment;
    }

    private static String interpolated(String value, Map<String, String> env) {
        return VARIABLE.matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group("name") == null ? "$" : Objects.requireNonNull(env.get(found.group("name")))));
    }

    // What YAML holds is not known before it is read.
    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> parent, String name) {
        return (Map<String, Object>) Objects.requireNonNull(parent.get(name), name);
    }

    private static List<String> strings(Map<String, Object> parent, String name) {
        return ((List<?>) Objects.requireNonNull(parent.get(name), name))
                .stream().map(String::valueOf).toList();
    }
}
