package io.docuvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.shared.NodeRole;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** What an operator can set is what docs/configuration.md says, and what makes no sense is refused by its name. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\| (.*?) \\|");
    private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::((?:[^{}]|\\{[^{}]*})*))?}");

    /** All settings, and nothing that uses them. */
    @Configuration(proxyBeanMethods = false)
    @ConfigurationPropertiesScan("io.docuvault")
    static class SettingsAlone {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SMTP_PORT              | many                  | SMTP_PORT must be a whole number.
            MAX_FILE_SIZE          | twenty                | MAX_FILE_SIZE must be a size such as 500MB or 10GB.
            TRASH_RETENTION        | a month               | TRASH_RETENTION must be a time such as 30s, 15m, 24h or 90d.
            SMTP_STARTTLS          | perhaps               | SMTP_STARTTLS must be true or false.
            REGISTRATION           | friends               | REGISTRATION must be one of open, invitation, closed.
            PASSWORD_MIN_LENGTH    | 4                     | PASSWORD_MIN_LENGTH must be greater than or equal to 8.
            AI_LOCAL_CONCURRENCY   | 0                     | AI_LOCAL_CONCURRENCY must be greater than or equal to 1.
            AI_CURRENCY            | euros                 | AI_CURRENCY must match "[A-Z]{3}".
            AI_CONCURRENCY         | all                   | AI_CONCURRENCY must be a whole number.
            LOG_FORMAT             | xml                   | LOG_FORMAT must be one of text, json.
            FRONTEND_URL           | vault.example.org     | FRONTEND_URL must be an address such as
            BACKEND_URL            | https://a@example.org | BACKEND_URL must be an address such as
            CORS_ORIGINS           | https://a.b/c         | CORS_ORIGINS must list origins such as
            CORS_ORIGINS           | *                     | CORS_ORIGINS must list origins such as
            DOCUVAULT_JOBS_AIWORKERS | -1                  | DOCUVAULT_JOBS_AIWORKERS must be greater than or equal to 1.
            """)
    void refusesWhatMakesNoSenseByItsName(String variable, String value, String sentence, CapturedOutput output) {
        assertThatThrownBy(() -> start(Map.of(variable, value)));

        assertThat(output.getOut()).contains("Description:\n\n" + sentence).doesNotContain("\tat ");
    }

    @Test
    void refusesARoleThatThereIsNot() {
        assertThatThrownBy(() -> NodeRole.named("both")).hasMessage("ROLE must be all, web or worker.");
    }

    @Test
    void everyVariableIsDescribedWithItsDefault() throws IOException {
        Map<String, String> documented = documented("variable");
        Map<String, String> known = new TreeMap<>(known());
        // Of commands only, which read it themselves.
        known.put("BACKUP_PASSPHRASE", "");

        assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(known.keySet());
        known.forEach((name, value) -> {
            String said = documented.get(name);
            if (value.isEmpty() || value.contains("${")) {
                // In words: what there is without it.
                assertThat(said).as(name).doesNotMatch("`[^A-Z`][^`]*`");
            } else {
                assertThat(said).as(name).isEqualTo("`" + value + "`");
            }
        });
    }

    @Test
    void everyFinerSettingThatIsDescribedIsThereWithItsDefault() throws IOException {
        Map<String, List<String>> known = properties();

        documented("property").forEach((name, said) -> {
            assertThat(known).containsKey(name);
            if (said.matches("`[^`]*`")) {
                assertThat(String.join(",", known.get(name))).as(name).isEqualTo(said.replace("`", ""));
            }
        });
    }

    private static void start(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
        var application = new SpringApplicationBuilder(SettingsAlone.class)
                .web(WebApplicationType.NONE)
                .environment(environment)
                .build();
        // Without our own, which would start a database.
        application.setInitializers(List.of());
        application.run().close();
    }

    /** From the table whose first column has this heading: the names, each with what its second column says. */
    private static Map<String, String> documented(String heading) throws IOException {
        String document = Files.readString(Path.of("docs", "configuration.md"));
        String table = document.substring(document.indexOf("| " + heading + " | default |"));
        table = table.substring(0, table.contains("\n\n") ? table.indexOf("\n\n") : table.length());
        Map<String, String> settings = new TreeMap<>();
        ROW.matcher(table).results().forEach(row -> {
            List<String> names = QUOTED.matcher(row.group(1))
                    .results()
                    .map(name -> name.group(1))
                    .toList();
            String[] defaults = row.group(2).split(", ", -1);
            for (int i = 0; i < names.size(); i++) {
                assertThat(settings).as("described twice").doesNotContainKey(names.get(i));
                settings.put(names.get(i), defaults.length == names.size() ? defaults[i] : row.group(2));
            }
        });
        return settings;
    }

    /** The variables of application.yaml with their defaults, the one that is not empty where there are several. */
    private static Map<String, String> known() throws IOException {
        Map<String, String> known = new TreeMap<>();
        PLACEHOLDER
                .matcher(Files.readString(Path.of("src/main/resources/application.yaml")))
                .results()
                .forEach(found -> known.merge(
                        found.group(1),
                        Objects.requireNonNullElse(found.group(2), ""),
                        (one, other) -> one.isEmpty() ? other : one));
        // Spring Boot's own, with a default of ours.
        known.put("SERVER_PORT", "8080");
        return known;
    }

    private static Map<String, List<String>> properties() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Map<String, List<String>> properties = new TreeMap<>();
        scanner.findCandidateComponents("io.docuvault").forEach(candidate -> {
            Class<?> settings = ClassUtils.resolveClassName(Objects.requireNonNull(candidate.getBeanClassName()), null);
            collect(
                    Objects.requireNonNull(settings.getAnnotation(ConfigurationProperties.class))
                            .value(),
                    settings,
                    properties);
        });
        return properties;
    }

    private static void collect(String prefix, Class<?> settings, Map<String, List<String>> properties) {
        for (RecordComponent component : settings.getRecordComponents()) {
            String name = prefix + "."
                    + component
                            .getName()
                            .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                            .toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                collect(name, component.getType(), properties);
            } else {
                DefaultValue value = Arrays.stream(settings.getDeclaredConstructors()[0].getParameters())
                        .filter(parameter -> parameter.getName().equals(component.getName()))
                        .map(parameter -> parameter.getAnnotation(DefaultValue.class))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
                properties.put(name, value == null ? List.of() : List.of(value.value()));
            }
        }
    }
}
