package io.docuvault;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;

/**
 * People who use the running server over HTTP, for tests annotated with {@link HttpTest}:
 *
 * <pre>{@code
 * @Autowired Api api;
 *
 * Api.Person anna = api.newPerson();
 * anna.http().get().uri("/api/topics").exchange().expectStatus().isOk();
 * anna.http().post().uri("/api/documents").body(Api.file("letter.pdf", bytes)).exchange();
 * JsonNode topics = Api.json(anna.http().get().uri("/api/topics"));
 * }</pre>
 */
public final class Api {

    public static final String PASSWORD = "seven kettles under the bridge";

    /** What the browser would keep the refresh token in. */
    public static final String REFRESH_COOKIE = "__Host-docuvault_refresh";

    /** Somebody with an account who is signed in. */
    public record Person(UUID id, String email, String accessToken, String refreshToken, RestTestClient http) {}

    private final Environment environment;

    Api(Environment environment) {
        this.environment = environment;
    }

    /** Nobody in particular: no token is sent. */
    public RestTestClient anonymous() {
        // Named, because the library that would be found instead repeats what is answered with Retry-After.
        return RestTestClient.bindToServer(new JdkClientHttpRequestFactory())
                .baseUrl(baseUrl())
                .defaultHeader(HttpHeaders.USER_AGENT, "docuvault-test/1.0")
                .build();
    }

    public String baseUrl() {
        return "http://localhost:" + environment.getRequiredProperty("local.server.port");
    }

    /** Registers somebody whom no other test knows, and signs them in. */
    public Person newPerson() {
        String email = UUID.randomUUID() + "@example.org";
        register(email);
        return signIn(email);
    }

    public void register(String email) {
        anonymous()
                .post()
                .uri("/api/auth/register")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("email", email, "password", PASSWORD))
                .exchange()
                .expectStatus()
                .isCreated();
    }

    public Person signIn(String email) {
        EntityExchangeResult<JsonNode> answer = anonymous()
                .post()
                .uri("/api/auth/login")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("email", email, "password", PASSWORD))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult();
        JsonNode session = Objects.requireNonNull(answer.getResponseBody());
        return person(session, refreshToken(answer));
    }

    /** The person that an answer of login, refresh or setup is about. */
    public Person person(JsonNode session, String refreshToken) {
        String accessToken = session.get("accessToken").asString();
        JsonNode user = session.get("user");
        return new Person(
                UUID.fromString(user.get("id").asString()),
                user.get("email").asString(),
                accessToken,
                refreshToken,
                anonymous()
                        .mutate()
                        .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken)
                        .build());
    }

    /** The refresh token that an answer sets; empty if it sets none. */
    public static String refreshToken(EntityExchangeResult<?> answer) {
        ResponseCookie cookie = answer.getResponseCookies().getFirst(REFRESH_COOKIE);
        return cookie == null ? "" : cookie.getValue();
    }

    /** The JSON of an answer that is expected to be a success. */
    public static JsonNode json(RestTestClient.RequestHeadersSpec<?> request) {
        return Objects.requireNonNull(request.exchange()
                .expectStatus()
                .is2xxSuccessful()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    /** A form with the part {@code file}; more parts can be added. */
    public static MultiValueMap<String, Object> file(String name, byte[] content) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("file", new ByteArrayResource(content) {
            @Override
            public String getFilename() {
                return name;
            }
        });
        return form;
    }
}
