package io.docuvault.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The description of the interface, at {@code /api/openapi.json}. */
@Configuration
class OpenApiConfiguration {

    private static final String PROBLEM = "Problem";

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("DocuVault")
                        .version("1")
                        .description(
                                "Absent and forbidden are both 404. Errors are problem details with a stable code."))
                .servers(List.of(new Server().url("/")))
                .components(new Components()
                        .addSecuritySchemes(
                                "accessToken",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")));
    }

    /** Every operation may answer with a problem. */
    @Bean
    OpenApiCustomizer problemAnswers() {
        ApiResponse answer = new ApiResponse()
                .description("A problem, with its code")
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
        return api -> {
            // Added here, since a schema that nothing refers to yet is dropped from the description before this.
            api.getComponents().addSchemas(PROBLEM, problem());
            api.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .forEach(operation -> operation.getResponses().addApiResponse("default", answer));
        };
    }

    /** An answer always has each of its members, if only as null; a request may leave out what may be null. */
    @Bean
    OpenApiCustomizer completeAnswers() {
        return api -> {
            Set<String> requests = new HashSet<>();
            api.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .map(Operation::getRequestBody)
                    .filter(Objects::nonNull)
                    .flatMap(body -> body.getContent().values().stream())
                    .forEach(content -> collect(content.getSchema(), api, requests));
            for (String name : api.getComponents().getSchemas().keySet()) {
                Schema<?> schema = api.getComponents().getSchemas().get(name);
                if (!requests.contains(name) && !name.equals(PROBLEM) && schema.getProperties() != null) {
                    schema.setRequired(new ArrayList<>(schema.getProperties().keySet()));
                }
            }
        };
    }

    private static void collect(@Nullable Schema<?> schema, OpenAPI api, Set<String> names) {
        if (schema == null) {
            return;
        }
        if (schema.get$ref() != null) {
            String name = schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1);
            if (names.add(name)) {
                collect(api.getComponents().getSchemas().get(name), api, names);
            }
        }
        collect(schema.getItems(), api, names);
        if (schema.getAnyOf() != null) {
            schema.getAnyOf().forEach(either -> collect(either, api, names));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> collect(property, api, names));
        }
    }

    private static Schema<?> problem() {
        ObjectSchema error = new ObjectSchema();
        List.of("field", "code", "detail").forEach(name -> error.addProperty(name, new StringSchema()));
        error.setRequired(List.of("field", "code", "detail"));
        ObjectSchema problem = new ObjectSchema();
        List.of("type", "title", "detail", "code").forEach(name -> problem.addProperty(name, new StringSchema()));
        problem.addProperty("status", new IntegerSchema());
        problem.addProperty("errors", new ArraySchema().items(error));
        problem.setRequired(List.of("status", "code", "detail"));
        problem.setAdditionalProperties(true);
        return problem;
    }
}
