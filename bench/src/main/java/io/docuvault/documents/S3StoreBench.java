package io.docuvault.documents;

import io.docuvault.storage.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** A large file in an S3 store that keeps it on disk. */
class S3StoreBench extends LargeFile {

    private static final Path OBJECTS = temporary();
    private static final S3Server SERVER = new S3Server(new FilesystemNio2BlobStore(OBJECTS.toString()));

    private static Path temporary() {
        try {
            return Files.createTempDirectory("docuvault-bench");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @DynamicPropertySource
    static void useS3(DynamicPropertyRegistry registry) {
        registry.add("MINIO_ENDPOINT", () -> SERVER.address().toString());
        registry.add("MINIO_ACCESS_KEY", () -> S3Server.ACCESS_KEY);
        registry.add("MINIO_SECRET_KEY", () -> S3Server.SECRET_KEY);
        registry.add("FRONTEND_URL", () -> S3Server.ORIGIN);
    }

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
        FileSystemUtils.deleteRecursively(OBJECTS);
    }
}
