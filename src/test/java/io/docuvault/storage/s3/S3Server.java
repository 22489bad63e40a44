package io.docuvault.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A real S3 server that enforces signatures, in memory unless told otherwise. */
public final class S3Server implements AutoCloseable {

    public static final String ACCESS_KEY = "docuvault-test";
    public static final String SECRET_KEY = "a secret of these tests alone";
    public static final String ORIGIN = "https://vault.example.org";

    private final S3Proxy server;

    public S3Server() {
        this(new TransientNio2BlobStore());
    }

    public S3Server(BlobStore objects) {
        this(objects, AuthenticationType.AWS_V4);
    }

    /** One that lets everybody do everything. */
    static S3Server withoutSignatures() {
        return new S3Server(new TransientNio2BlobStore(), AuthenticationType.NONE);
    }

    private S3Server(BlobStore objects, AuthenticationType authentication) {
        server = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(authentication, ACCESS_KEY, SECRET_KEY)
                .corsRules(new CrossOriginResourceSharing(
                        List.of(ORIGIN), List.of("PUT", "GET", "HEAD"), List.of("*"), List.of(), ""))
                .blobStore(objects)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    S3Settings settings(String bucket) {
        return settings(bucket, address());
    }

    static S3Settings settings(String bucket, URI address) {
        return new S3Settings(
                address.toString(),
                null,
                ACCESS_KEY,
                SECRET_KEY,
                bucket,
                "us-east-1",
                List.of(ORIGIN),
                Duration.ofSeconds(2));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
