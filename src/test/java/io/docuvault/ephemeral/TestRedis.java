package io.docuvault.ephemeral;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.Function;
import redis.embedded.RedisServer;

/** A real Redis of the test's own, which can be stopped, frozen and emptied. */
public final class TestRedis implements AutoCloseable {

    private final int port;
    private final String password;
    private RedisServer server;
    private long pid;

    private TestRedis(int port, String password) {
        this.port = port;
        this.password = password;
        this.server = server();
    }

    public static TestRedis start() {
        return start("");
    }

    /**
     * Starts one that asks for a password.
     *
     * @param password empty for none
     */
    public static TestRedis start(String password) {
        TestRedis redis = new TestRedis(freePort(), password);
        redis.startAgain();
        return redis;
    }

    public String url() {
        return "redis://" + (password.isEmpty() ? "" : "default:" + password + "@") + address();
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void startAgain() {
        try {
            server = server();
            server.start();
            pid = ask(commands -> commands.info("server")
                    .lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .mapToLong(line -> Long.parseLong(line.substring("process_id:".length())))
                    .findFirst()
                    .orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It keeps its connections, takes new ones, and answers nobody. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    public void flush() {
        ask(RedisCommands::flushall);
    }

    public List<String> keys() {
        return ask(commands -> commands.keys("*"));
    }

    /** In seconds. */
    public long timeToLive(String key) {
        return ask(commands -> commands.ttl(key));
    }

    private <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try (RedisClient client = RedisClient.create(url());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private RedisServer server() {
        try {
            return RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    // Nothing is written, so that no file of the test stays behind.
                    .setting("save \"\"")
                    .setting("requirepass \"" + password + "\"")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
