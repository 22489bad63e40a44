package io.docuvault.storage.s3;

import io.docuvault.shared.BrowserOrigin;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.StorageSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The S3 store, where {@code MINIO_ENDPOINT} names one; it then takes all new documents. */
@Configuration(proxyBeanMethods = false)
@Conditional(S3Configuration.EndpointIsGiven.class)
class S3Configuration {

    static final class EndpointIsGiven implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment()
                    .getProperty("docuvault.storage.s3.endpoint", "")
                    .isBlank();
        }
    }

    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** For a whole call, its repetitions included; bodies that are read as a stream come after it. */
    private static final Duration CALL = Duration.ofMinutes(2);

    private static final int CONNECTIONS = 200;

    @Bean
    S3Client s3Client(S3Settings settings) {
        settings.require();
        return client(settings);
    }

    static S3Client client(S3Settings settings) {
        return S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .connectionAcquisitionTimeout(CONNECT)
                        .socketTimeout(settings.timeout())
                        .maxConnections(CONNECTIONS))
                .endpointOverride(settings.internal())
                .region(Region.of(settings.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(settings.key(), settings.secret())))
                .forcePathStyle(true)
                // Newer checksums by default break Ceph, R2 and others; bytes are verified by ourselves.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                // Nothing of this machine's own AWS configuration.
                .overrideConfiguration(config -> config.apiCallTimeout(CALL)
                        .defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }

    @Bean
    S3Setup s3Setup(S3Client client, S3Settings settings, Clock clock) {
        return new S3Setup(new Bucket(client, settings.bucket()), settings, clock);
    }

    @Bean
    @Order(1)
    BlobStore s3Store(S3Client client, S3Setup setup, S3Settings settings, StorageSettings storage, Clock clock) {
        return new S3Store(
                new Bucket(client, settings.bucket()),
                new PresignedUrls(settings.external(), settings, clock),
                storage.partSize().toBytes(),
                setup);
    }

    @Bean
    BrowserOrigin s3Origin(S3Settings settings) {
        URI address = settings.external();
        return new BrowserOrigin(address.getScheme() + "://" + address.getRawAuthority());
    }
}
