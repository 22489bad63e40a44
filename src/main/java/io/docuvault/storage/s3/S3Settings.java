package io.docuvault.storage.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The S3 store, if there is one.
 *
 * @param endpoint where this server reaches it, such as {@code http://minio:9000}; without it there is no S3 store
 * @param publicEndpoint where browsers reach it; by default the same
 * @param bucket made at start where it is missing
 * @param region what requests are signed for; most stores other than AWS take any
 * @param origins the pages that may send and fetch, for the bucket's CORS rules
 * @param timeout how long the store may be silent within a request
 */
@ConfigurationProperties("docuvault.storage.s3")
record S3Settings(
        @Nullable String endpoint,
        @Nullable String publicEndpoint,
        @Nullable String accessKey,
        @Nullable String secretKey,
        @DefaultValue("docuvault") String bucket,
        @DefaultValue("us-east-1") String region,
        @DefaultValue List<String> origins,
        @DefaultValue("20s") Duration timeout) {

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** @throws S3SettingsException with a sentence that names the setting */
    void require() {
        internal();
        external();
        given("MINIO_ACCESS_KEY", accessKey);
        given("MINIO_SECRET_KEY", secretKey);
        if (!BUCKET.matcher(bucket).matches()) {
            throw new S3SettingsException("MINIO_BUCKET is not the name of a bucket: 3 to 63 small letters, digits,"
                    + " dots and hyphens, with a letter or digit at both ends.");
        }
    }

    URI internal() {
        return uri("MINIO_ENDPOINT", given("MINIO_ENDPOINT", endpoint));
    }

    URI external() {
        return publicEndpoint == null || publicEndpoint.isBlank()
                ? internal()
                : uri("MINIO_PUBLIC_ENDPOINT", publicEndpoint);
    }

    String key() {
        return given("MINIO_ACCESS_KEY", accessKey);
    }

    String secret() {
        return given("MINIO_SECRET_KEY", secretKey);
    }

    /** The origins of {@link #origins}, which may be given as addresses with a path. */
    List<String> webOrigins() {
        return origins.stream()
                .filter(origin -> !origin.isBlank())
                .flatMap(origin -> origin(origin.strip()))
                .distinct()
                .toList();
    }

    private static Stream<String> origin(String address) {
        try {
            URI uri = new URI(address);
            return uri.getScheme() == null || uri.getRawAuthority() == null
                    ? Stream.empty()
                    : Stream.of(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (URISyntaxException _) {
            return Stream.empty();
        }
    }

    private static String given(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new S3SettingsException(
                    name + " is not set: MINIO_ENDPOINT names an S3 store, so MINIO_ACCESS_KEY and"
                            + " MINIO_SECRET_KEY are needed too.");
        }
        return value.strip();
    }

    /** {@code host:port} is taken too, as MinIO's own clients do. */
    private static URI uri(String name, String value) {
        String address = value.contains("://") ? value : "http://" + value;
        try {
            URI uri = new URI(address.strip().replaceAll("/+$", ""));
            boolean plain = uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawUserInfo() == null;
            if (plain && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // said below
        }
        throw new S3SettingsException(name
                + " is not an address: give scheme, host and port, such as https://s3.example.org, without a path.");
    }
}
