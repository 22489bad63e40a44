package io.docuvault.storage.webdav;

import io.docuvault.outgoing.NameLookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A name server that says what a test wants: names that end with {@code .test} are this machine, but for planned answers. */
public final class Names {

    private static final Map<String, Deque<List<InetAddress>>> PLANNED = new ConcurrentHashMap<>();

    private Names() {}

    /** Each answer once, the last one from then on. */
    static void plan(String name, List<List<String>> answers) {
        PLANNED.put(
                name,
                new ArrayDeque<>(answers.stream()
                        .map(answer ->
                                answer.stream().map(InetAddress::ofLiteral).toList())
                        .toList()));
    }

    private static InetAddress[] addresses(String host) throws UnknownHostException {
        Deque<List<InetAddress>> planned = PLANNED.get(host);
        if (planned != null) {
            synchronized (planned) {
                return Objects.requireNonNull(planned.size() > 1 ? planned.poll() : planned.peek())
                        .toArray(InetAddress[]::new);
            }
        }
        if (host.endsWith(".test")) {
            return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
        }
        return InetAddress.getAllByName(host);
    }

    /** Puts it in the place of the system's. */
    @TestConfiguration
    public static class Configuration {

        @Bean
        @Primary
        NameLookup plannedNames() {
            return Names::addresses;
        }
    }
}
