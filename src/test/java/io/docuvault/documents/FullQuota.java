package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.shared.Caller;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Twenty uploads at once of 60 % of what is left each, half of them announced and half of them as forms. */
final class FullQuota {

    private static final int LEFT = 10_000_000;
    private static final int SIZE = LEFT / 10 * 6;

    private FullQuota() {}

    static void assertOneOfTwentyIsAccepted(Vault person, JdbcClient jdbc, TransactionTemplate transactions) {
        Caller.user(person.person.id())
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql("update users set quota_bytes = :quota")
                        .param("quota", LEFT)
                        .update()));
        List<Vault.Answer> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = IntStream.range(0, 20)
                    .mapToObj(number -> CompletableFuture.supplyAsync(
                            () -> number % 2 == 0 ? announced(person) : form(person), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.code().equals("quota_exceeded"))
                .hasSize(19);
        assertThat(person.account().get("usedBytes").asInt()
                        + person.account().get("reservedBytes").asInt())
                .isEqualTo(SIZE);
    }

    private static Vault.Answer announced(Vault person) {
        return person.post("/api/uploads", Map.of("name", "big.bin", "size", SIZE));
    }

    private static Vault.Answer form(Vault person) {
        byte[] bytes = new byte[SIZE];
        new Random().nextBytes(bytes);
        return Vault.answer(person.http.post().uri("/api/documents").body(Api.file("big.bin", bytes)));
    }
}
