package io.docuvault.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application that commands start, whole or in part.
 *
 * @param main the class with {@code @SpringBootApplication}
 * @param settings that go before all others, as {@code --name=value}
 */
record Application(Class<?> main, List<String> settings) {

    /** Beside a server that may be running: its database is used, not started or migrated, and nothing of its work done. */
    private static final List<String> FOR_A_COMMAND = List.of(
            "--docuvault.database.attach=true",
            "--docuvault.role=command",
            // Only what the command uses is made; the rest may ask for a web server.
            "--spring.main.lazy-initialization=true",
            "--spring.datasource.hikari.maximum-pool-size=3",
            "--logging.level.root=warn");

    Application(Class<?> main) {
        this(main, List.of());
    }

    void serve(List<String> arguments) {
        SpringApplication.run(main, arguments.toArray(String[]::new));
    }

    /** Works with one of the application's services, without a web server and background work. */
    <S, T> T with(Class<S> service, Function<S, T> work) {
        List<String> arguments = new ArrayList<>(FOR_A_COMMAND);
        arguments.addAll(settings);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(main)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .run(arguments.toArray(String[]::new))) {
            return work.apply(context.getBean(service));
        }
    }
}
