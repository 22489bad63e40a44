package io.docuvault.cli;

import io.docuvault.Api;
import io.docuvault.DocuVault;
import io.docuvault.shared.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A server with a data directory of its own, on the embedded database. */
final class Installation implements AutoCloseable {

    /** Made by itself and kept in its directory, whatever the tests' environment says. */
    static final String OWN_SECRET = "--docuvault.secrets.key=";

    private final ConfigurableApplicationContext context;
    final Api api;

    private Installation(ConfigurableApplicationContext context) {
        this.context = context;
        this.api = context.getBean(Api.class);
    }

    /** A directory that the account which the database runs as may enter. */
    static Path directory() {
        try {
            Path directory = Files.createTempDirectory("docuvault-backup");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Installation start(Path data, List<String> settings) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(
                "--server.port=0",
                "--docuvault.data-dir=" + data,
                OWN_SECRET,
                "--docuvault.accounts.passwords.breach-check-url=",
                "--docuvault.ai.provider=builtin",
                "--spring.datasource.hikari.maximum-pool-size=8",
                "--docuvault.jobs.poll-interval=200ms"));
        return new Installation(
                new SpringApplicationBuilder(DocuVault.class, Api.class).run(all.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> T asSystem(Function<JdbcClient, T> work) {
        return Caller.system()
                .call(() -> bean(TransactionTemplate.class).execute(_ -> work.apply(bean(JdbcClient.class))));
    }

    long number(String sql) {
        return asSystem(jdbc -> jdbc.sql(sql).query(Long.class).single());
    }

    String text(String sql) {
        return asSystem(jdbc -> jdbc.sql(sql).query(String.class).single());
    }

    void change(String sql) {
        asSystem(jdbc -> jdbc.sql(sql).update());
    }

    @Override
    public void close() {
        context.close();
    }
}
