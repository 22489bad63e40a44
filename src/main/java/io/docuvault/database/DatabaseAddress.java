package io.docuvault.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A database and the role to work as. */
record DatabaseAddress(String jdbcUrl, String user, String password) {

    private static final Pattern FORM = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?://(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>[^@/?]+)/(?<database>[^/?]+)(?:\\?(?<query>.*))?");

    /** Parameters that libpq and the JDBC driver call by different names; the driver ignores a name it does not know. */
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding",
            "target_session_attrs", "targetServerType");

    /**
     * Reads {@code postgresql://user:password@host:port/database?parameters}, with or without {@code jdbc:} before it,
     * where user and password may also be parameters.
     *
     * @param variable the environment variable to name in the failure, which never shows the value: it holds a password
     */
    static DatabaseAddress parse(String variable, String value) {
        Matcher matcher = FORM.matcher(value.strip());
        if (!matcher.matches()) {
            throw new DatabaseStartException(
                    variable + " is not of the form postgresql://user:password@host:port/database"
                            + " (reserved characters in user and password are percent-encoded).");
        }
        Map<String, String> parameters = parameters(variable, matcher.group("query"));
        String user = either(variable, "user", matcher.group("user"), parameters.remove("user"));
        String password = either(variable, "password", matcher.group("password"), parameters.remove("password"));
        return new DatabaseAddress(
                "jdbc:postgresql://" + matcher.group("hosts") + "/" + matcher.group("database") + query(parameters),
                user,
                password);
    }

    private static Map<String, String> parameters(String variable, @Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                String name = decoded(variable, parameter.substring(0, equals), true);
                parameters.put(
                        DRIVER_NAMES.getOrDefault(name, name),
                        decoded(variable, parameter.substring(equals + 1), true));
            }
        }
        return parameters;
    }

    private static String query(Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, UTF_8)));
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static String either(
            String variable, String part, @Nullable String inAuthority, @Nullable String asParameter) {
        String value = inAuthority == null ? asParameter : decoded(variable, inAuthority, false);
        if (value == null || value.isEmpty()) {
            throw new DatabaseStartException(variable + " names no " + part + ".");
        }
        return value;
    }

    private static String decoded(String variable, String text, boolean plusIsSpace) {
        try {
            return URLDecoder.decode(plusIsSpace ? text : text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DatabaseStartException(variable + " holds a percent sign that is not followed by two digits.", e);
        }
    }

    /** Without the password, since it may end up in a log. */
    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }
}
