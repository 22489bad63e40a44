package io.docuvault.database;

import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/** Points the context of every Spring test to the {@link SharedDatabase}; {@code spring.factories} names it. */
final class SharedDatabaseCustomizerFactory implements ContextCustomizerFactory {

    /** A record, hence equal for all tests: otherwise each would get a context of its own. */
    private record OnSharedDatabase() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            SharedDatabase database = SharedDatabase.instance();
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "shared database",
                            Map.of(
                                    "docuvault.database.url",
                                    url(database.postgres().application()),
                                    "docuvault.database.migrate-url",
                                    url(database.postgres().migration()),
                                    "docuvault.data-dir",
                                    database.dataDirectory().toString(),
                                    // Several cached contexts share the server's connections.
                                    "spring.datasource.hikari.maximum-pool-size",
                                    "10",
                                    "spring.datasource.hikari.minimum-idle",
                                    "0",
                                    "spring.datasource.hikari.idle-timeout",
                                    "10000")));
        }

        private static String url(DatabaseAddress address) {
            return address.jdbcUrl() + "?user=" + address.user() + "&password=" + address.password();
        }
    }

    @Override
    public ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return new OnSharedDatabase();
    }
}
