package io.docuvault.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;

/**
 * Lets the pages of the front end's origins send to the bucket and fetch from it. Rules that an operator made stay; many
 * stores have no rules for a bucket (MinIO lets every origin in, others want a setting), so that what counts is what a
 * browser's question beforehand is answered with.
 */
final class CorsSetup {

    private static final Logger log = LoggerFactory.getLogger(CorsSetup.class);
    private static final String RULE = "docuvault";
    private static final List<String> METHODS = List.of("PUT", "GET", "HEAD");

    private final Bucket bucket;
    private final S3Settings settings;

    CorsSetup(Bucket bucket, S3Settings settings) {
        this.bucket = bucket;
        this.settings = settings;
    }

    /** What the operator has to know; nothing where every origin is let in. */
    List<String> allow() {
        List<String> refused = settings.webOrigins();
        if (refused.isEmpty()) {
            return List.of("FRONTEND_URL is not set, so that the S3 store can't be told which pages may send files to"
                    + " it. Where it does not let every origin in, uploads from browsers fail.");
        }
        refused = refused(refused);
        if (!refused.isEmpty()) {
            addRule();
            refused = refused(refused);
        }
        return refused.stream()
                .map(origin ->
                        "The S3 store does not let pages from " + origin + " send files to it (CORS), and its rules"
                                + " can't be changed with these rights: uploads from browsers will fail. Allow PUT, GET and"
                                + " HEAD with all headers from this origin for the bucket " + bucket.name() + ".")
                .toList();
    }

    private List<String> refused(List<String> origins) {
        try (Plain browser = new Plain()) {
            return origins.stream().filter(origin -> !isLetIn(browser, origin)).toList();
        }
    }

    private boolean isLetIn(Plain browser, String origin) {
        Map<String, String> question = Map.of(
                "Origin", origin,
                "Access-Control-Request-Method", "PUT",
                "Access-Control-Request-Headers", "content-type,x-amz-checksum-sha256");
        try {
            HttpResponse<Void> answer = browser.send(
                    "OPTIONS",
                    settings.internal().resolve("/" + bucket.name() + "/" + StagedKey.PREFIX + "cors"),
                    question,
                    BodyPublishers.noBody());
            String allowed =
                    answer.headers().firstValue("Access-Control-Allow-Origin").orElse("");
            return answer.statusCode() < 300 && (allowed.equals("*") || allowed.equals(origin));
        } catch (IOException e) {
            log.debug("The S3 store did not answer a preflight request", e);
            return false;
        }
    }

    private void addRule() {
        S3Client client = bucket.client();
        List<CORSRule> rules = new ArrayList<>();
        try {
            client.getBucketCors(get -> get.bucket(bucket.name())).corsRules().stream()
                    .filter(rule -> !RULE.equals(rule.id()))
                    .forEach(rules::add);
        } catch (SdkException | UncheckedIOException e) {
            log.debug("The bucket has no CORS rules, or does not show them", e);
        }
        rules.add(CORSRule.builder()
                .id(RULE)
                .allowedOrigins(settings.webOrigins())
                .allowedMethods(METHODS)
                .allowedHeaders("*")
                .maxAgeSeconds(3600)
                .build());
        try {
            client.putBucketCors(put -> put.bucket(bucket.name()).corsConfiguration(cors -> cors.corsRules(rules)));
        } catch (SdkException | UncheckedIOException e) {
            log.debug("The bucket takes no CORS rules", e);
        }
    }
}
