package io.docuvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The committed openapi.json is what the running code says. After a change of the interface, write it anew with
 * {@code ./mvnw test -Dtest=OpenApiTest -Dopenapi.write=true} and then the front end's types with {@code npm run api}.
 */
@SpringBootTest
@AutoConfigureMockMvc(addFilters = false)
class OpenApiTest {

    private static final Path COMMITTED = Path.of("openapi.json");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build();

    @Autowired
    private MockMvc mvc;

    @Test
    void theCommittedDescriptionIsThatOfTheRunningCode() throws Exception {
        String running = JSON.writeValueAsString(description()) + "\n";
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, running);
        }
        assertThat(Files.readString(COMMITTED)).isEqualTo(running);
    }

    private JsonNode description() throws Exception {
        return JSON.readTree(mvc.perform(get("/api/openapi.json"))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsByteArray());
    }
}
