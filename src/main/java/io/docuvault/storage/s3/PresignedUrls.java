package io.docuvault.storage.s3;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * URLs that carry the right to one request (Signature Version 4 in the query). Not the SDK's presigner, because that
 * chooses itself which headers are signed; here all that are given are, so that the store refuses other values.
 */
final class PresignedUrls {

    /** What the protocol allows. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final URI endpoint;
    private final String bucket;
    private final String region;
    private final AwsBasicCredentials credentials;
    private final Clock clock;

    PresignedUrls(URI endpoint, S3Settings settings, Clock clock) {
        this.endpoint = endpoint;
        this.bucket = settings.bucket();
        this.region = settings.region();
        this.credentials = AwsBasicCredentials.create(settings.key(), settings.secret());
        this.clock = clock;
    }

    PresignedUrls at(Clock otherClock, S3Settings settings) {
        return new PresignedUrls(endpoint, settings, otherClock);
    }

    /** The object's address without any right to it. */
    URI unsigned(String key) {
        return URI.create(endpoint + "/" + bucket + "/" + key);
    }

    /** @param headers that have to come exactly like this, besides {@code Host} */
    URI sign(
            SdkHttpMethod method, String key, Map<String, String> query, Map<String, String> headers, Instant expires) {
        Duration left = Duration.between(clock.instant(), expires);
        SdkHttpRequest.Builder request = SdkHttpRequest.builder().method(method).uri(unsigned(key));
        query.forEach(request::putRawQueryParameter);
        headers.forEach(request::putHeader);
        return signer.sign(sign -> sign.identity(credentials)
                        .request(request.build())
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, within(left))
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .getUri();
    }

    private static Duration within(Duration left) {
        Duration shortest = Duration.ofSeconds(1);
        return left.compareTo(shortest) < 0 ? shortest : left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }
}
