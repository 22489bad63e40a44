package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.classification.ProviderException.Reason;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP client for models. It sends the bytes it is given, once: no redirects (a key must not go to another host), no
 * cookies, no repetitions, no unpacking; an answer has a deadline for all of it and a largest size. Nothing of request or
 * answer is logged, and nothing of an answer is in a message.
 */
@Component
public class ModelHttp {

    private static final JsonMapper JSON = new JsonMapper();

    private final ModelSettings settings;
    private final Clock clock;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("model-deadlines").factory());

    ModelHttp(ModelSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        Timeout whole = Timeout.of(settings.deadline());
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(200)
                        .setMaxConnPerRoute(100)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                                .setSocketTimeout(whole)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(whole)
                        .setResponseTimeout(whole)
                        .build())
                .setUserAgent("DocuVault")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableAuthCaching()
                .build();
    }

    /**
     * Sends a request for which there is a permit, and reads the JSON of a success.
     *
     * @param label the vendor's name, for messages
     * @throws ProviderException for everything but a success in JSON
     */
    public JsonNode post(Permit permit, String label, String path, Map<String, String> headers, JsonNode body) {
        String text = JSON.writeValueAsString(body);
        URI uri = URI.create(withoutSlash(permit.baseUrl().toString()) + path);
        HttpPost request = new HttpPost(uri);
        headers.forEach(request::setHeader);
        request.setHeader("Accept", "application/json");
        request.setEntity(new ByteArrayEntity(text.getBytes(UTF_8), ContentType.create("application/json")));
        permit.take(uri.toString(), text);
        return send(permit, label, request);
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private JsonNode send(Permit permit, String label, HttpPost request) {
        Future<?> deadline =
                deadlines.schedule(request::cancel, settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
        try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
            // Closing alone would read all that is still to come.
            return read(permit, label, response, request);
        } catch (IOException | IllegalStateException e) {
            if (isBeforeSending(e)) {
                permit.notSent();
            }
            boolean late = e instanceof SocketTimeoutException && !isBeforeSending(e);
            throw late || request.isCancelled() ? tooSlow(label) : unreachable(label, e);
        } finally {
            deadline.cancel(false);
        }
    }

    /** Whether there was never a connection, so that not a byte of the request has left. */
    private static boolean isBeforeSending(Exception e) {
        return e instanceof UnknownHostException
                || e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e instanceof ConnectTimeoutException
                || e instanceof SSLHandshakeException;
    }

    private JsonNode read(Permit permit, String label, ClassicHttpResponse response, HttpPost request)
            throws IOException {
        int status = response.getCode();
        byte[] body;
        try {
            body = body(response.getEntity());
        } catch (IOException e) {
            if (status < 300) {
                throw e;
            }
            body = new byte[0];
        }
        if (body.length > settings.answerLimit().toBytes()) {
            request.cancel();
            throw new ProviderException(
                    Reason.UNAVAILABLE, "too_large", label + " answered with more than an answer can be.");
        }
        JsonNode json = json(body);
        if (status == 200) {
            if (json == null || !json.isObject()) {
                throw new ProviderException(
                        Reason.UNAVAILABLE, "not_json", "What answers at the address is not " + label + ".");
            }
            if (isOnlyAnError(json)) {
                permit.refused();
                throw acting("wrong_address", label + " does not answer at this address; often only /v1 is missing.");
            }
            permit.answered();
            return json;
        }
        permit.refused();
        throw refusal(label, status, json, retryAfter(response.getFirstHeader("Retry-After")));
    }

    /** LM Studio says so with a success where it knows no such path. */
    private static boolean isOnlyAnError(JsonNode json) {
        return json.hasNonNull("error") && !json.has("choices") && !json.has("content");
    }

    /** One byte more than the limit means that there is more. */
    private byte[] body(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        InputStream content = entity.getContent();
        return content.readNBytes((int) settings.answerLimit().toBytes() + 1);
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            return body.length == 0 ? null : JSON.readTree(body);
        } catch (JacksonException _) {
            return null;
        }
    }

    /** What vendors mean by their status codes; their words are not passed on, since they may repeat what was sent. */
    private static ProviderException refusal(
            String label, int status, @Nullable JsonNode body, @Nullable Duration pause) {
        String type = type(body);
        // Anthropic says the latter with a 400 and in words only.
        boolean noMoney = status == 402
                || type.matches(".*(?:quota|billing|credit|balance|spend_limit).*")
                || (status == 400 && message(body).contains("credit balance is too low"));
        if (noMoney) {
            return acting("credit_used_up", "The account at " + label + " has used up its credit or its limit.");
        }
        if (status == 400 || status == 422) {
            return ofTheRequest(label, status, type, message(body));
        }
        return switch (status) {
            case 401 -> acting("key_refused", label + " refused the key.");
            case 403 -> acting("forbidden", label + " does not allow this key to do this.");
            case 404 -> acting("unknown_model", label + " knows no such model, or the address is wrong.");
            case 413 -> unfit("too_long", label + " finds the text too long.");
            case 429 -> away("rate_limited", label + " is asked too often.", pause == null ? A_MINUTE : pause);
            case 529, 503 -> away("overloaded", label + " is overloaded.", pause);
            default -> {
                if (status >= 300 && status < 400) {
                    yield acting(
                            "redirected", "The address of " + label + " leads elsewhere; set the one it leads to.");
                }
                yield status >= 500 || status == 408 || status == 409 || status == 425
                        ? away("server_error", label + " has trouble of its own (" + status + ").", pause)
                        : unfit("request_refused", label + " refused the request (" + status + ").");
            }
        };
    }

    /** What a vendor has against one question: the next one may be fine. */
    private static ProviderException ofTheRequest(String label, int status, String type, String message) {
        if (type.matches(".*(?:invalid_prompt|content_filter|content_policy|responsibleai).*")) {
            return new ProviderException(Reason.REFUSED, "refused", label + " declined to deal with this document.");
        }
        if (type.contains("context_length") || message.contains("prompt is too long")) {
            return unfit("too_long", label + " finds the text too long.");
        }
        if (message.contains("output limit was reached")) {
            return unfit("truncated", label + " broke off its answer before the end.");
        }
        return unfit("request_refused", label + " refused the request (" + status + ").");
    }

    private static ProviderException unfit(String code, String message) {
        return new ProviderException(Reason.UNUSABLE_ANSWER, code, message);
    }

    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    /** The machine's part of an error only: {@code error.type} and {@code error.code}. */
    private static String type(@Nullable JsonNode body) {
        if (body == null) {
            return "";
        }
        JsonNode error = body.path("error");
        String limit = error.path("details").path("error_code").asString("");
        return (error.path("type").asString("") + " " + error.path("code").asString("") + " " + limit)
                .toLowerCase(Locale.ROOT);
    }

    /** For comparing with what is known; it is never passed on, since it may repeat what was sent. */
    private static String message(@Nullable JsonNode body) {
        return body == null
                ? ""
                : body.path("error").path("message").asString("").toLowerCase(Locale.ROOT);
    }

    private static ProviderException acting(String code, String message) {
        return new ProviderException(Reason.MISCONFIGURED, code, message);
    }

    private static ProviderException away(String code, String message, @Nullable Duration pause) {
        return new ProviderException(Reason.UNAVAILABLE, code, message, pause, null);
    }

    private static ProviderException tooSlow(String label) {
        return new ProviderException(Reason.UNAVAILABLE, "timeout", label + " did not answer in time.");
    }

    /** The cause is left out: it could name what was sent. */
    private static ProviderException unreachable(String label, Exception cause) {
        return new ProviderException(
                Reason.UNAVAILABLE,
                "unreachable",
                label + " cannot be reached (" + cause.getClass().getSimpleName() + ").");
    }

    /** Seconds, or a date (RFC 9110, section 10.2.3). */
    private @Nullable Duration retryAfter(@Nullable Header header) {
        if (header == null || header.getValue() == null) {
            return null;
        }
        String value = header.getValue().strip();
        try {
            Duration pause = value.matches("\\d{1,9}(?:\\.\\d{1,6})?")
                    ? Duration.ofMillis((long) Math.ceil(Double.parseDouble(value) * 1000))
                    : Duration.between(
                            clock.instant(),
                            Instant.from(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)));
            return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        } catch (DateTimeException _) {
            return null;
        }
    }

    @PreDestroy
    void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
