package io.docuvault.cli;

import io.docuvault.shared.SettingException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;

/**
 * Says in one sentence which setting stops the start, under the name that the operator gives it by. A value is never
 * shown: whoever mixed two settings up may have put a secret there.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingFailureAnalyzer implements FailureAnalyzer {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

    private final Environment environment;

    SettingFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        return said(failure)
                .or(() -> invalid(failure))
                .or(() -> unreadable(failure))
                .map(sentence -> new FailureAnalysis(sentence, null, failure))
                .orElse(null);
    }

    private static Optional<String> said(Throwable failure) {
        return find(failure, SettingException.class).map(setting -> Objects.requireNonNull(setting.getMessage()));
    }

    private Optional<String> invalid(Throwable failure) {
        return find(failure, BindValidationException.class)
                .map(BindValidationException::getValidationErrors)
                .map(errors -> errors.getAllErrors().stream()
                        .map(error -> variable(
                                        error instanceof FieldError field
                                                ? errors.getName() + "." + dashed(field.getField())
                                                : errors.getName().toString())
                                + " " + error.getDefaultMessage() + ".")
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    private Optional<String> unreadable(Throwable failure) {
        return find(failure, BindException.class)
                .flatMap(bind -> Optional.ofNullable(bind.getProperty())
                        .map(ConfigurationProperty::getName)
                        .map(name -> variable(name.toString()) + " must be "
                                + kind(Objects.requireNonNullElse(
                                        bind.getTarget().getType().resolve(), Object.class)) + "."));
    }

    /** The environment variable that a property comes from; of a finer setting, the one that its name makes. */
    private String variable(String property) {
        return sources()
                .map(source -> source.getProperty(property))
                .filter(Objects::nonNull)
                .map(value -> VARIABLE.matcher(value.toString()))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElseGet(() -> property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT));
    }

    private Stream<PropertySource<?>> sources() {
        return environment instanceof ConfigurableEnvironment all ? all.getPropertySources().stream() : Stream.empty();
    }

    private static String kind(Class<?> type) {
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (type) {
            case Class<?> t
            when t == int.class || t == Integer.class || t == long.class || t == Long.class -> "a whole number";
            case Class<?> t when t == boolean.class || t == Boolean.class -> "true or false";
            case Class<?> t when t == Duration.class -> "a time such as 30s, 15m, 24h or 90d";
            case Class<?> t when t == DataSize.class -> "a size such as 500MB or 10GB";
            default -> "something that can be read as " + type.getSimpleName();
        };
    }

    /** {@code passwords.minLength} as {@code passwords.min-length}. */
    private static String dashed(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static <T extends Throwable> Optional<T> find(@Nullable Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
