package io.docuvault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An operation of openapi.json, as far as the tests that go through all of them need to know it. */
public record Operation(String method, String path, JsonNode description, JsonNode schemas) {

    private static final Pattern PARAMETER = Pattern.compile("([\\w-]+)/\\{\\w+}");

    public static List<Operation> all() {
        JsonNode api;
        try {
            api = new JsonMapper().readTree(Files.readString(Path.of("openapi.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Operation> operations = new ArrayList<>();
        api.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                method.getValue(),
                                api.at("/components/schemas")))));
        return operations;
    }

    /** Such as {@code GET /api/documents/{id}}. */
    public String name() {
        return method + " " + path;
    }

    /** What sort of thing the path names, such as {@code documents}: the word before the id; empty for none. */
    public String kind() {
        Matcher parameter = PARAMETER.matcher(path);
        return parameter.find() ? parameter.group(1) : "";
    }

    public String pathWith(String id) {
        return path.replaceAll("\\{\\w+}", Matcher.quoteReplacement(id));
    }

    public boolean isMultipart() {
        return description.at("/requestBody/content").has("multipart/form-data");
    }

    public boolean takesJson() {
        return description.at("/requestBody/content").has("application/json");
    }

    /** Names of the query's parameters. */
    public List<String> queryParameters() {
        return description
                .path("parameters")
                .valueStream()
                .filter(parameter -> parameter.path("in").asString("").equals("query"))
                .map(parameter -> parameter.get("name").asString())
                .toList();
    }

    /** Names of the body's members. */
    public List<String> bodyMembers() {
        return List.copyOf(bodyProperties().propertyNames());
    }

    /** Names of the body's members that are, or list, ids. */
    public List<String> bodyIds() {
        return bodyProperties().properties().stream()
                .filter(member ->
                        isId(member.getValue()) || isId(member.getValue().path("items")))
                .map(member -> member.getKey())
                .toList();
    }

    public boolean isList(String bodyMember) {
        return bodyProperties().path(bodyMember).has("items");
    }

    private JsonNode bodyProperties() {
        JsonNode schema =
                description.at("/requestBody/content").path("application/json").path("schema");
        String reference = schema.path("$ref").asString("");
        return (reference.isEmpty() ? schema : schemas.path(reference.substring(reference.lastIndexOf('/') + 1)))
                .path("properties");
    }

    private static boolean isId(JsonNode schema) {
        return schema.path("format").asString("").equals("uuid");
    }
}
