package io.docuvault.database;

import io.docuvault.shared.NodeRole;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Settles which database to use before the context looks for beans, so that an embedded one starts meanwhile and a wrong
 * setting stops the start at once.
 */
final class DatabaseInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

    private static final String BEAN = "databaseServer";

    @Override
    public void initialize(GenericApplicationContext context) {
        if (Boolean.getBoolean("spring.aot.processing")) {
            return; // the build only looks at bean definitions: it must not start a server
        }
        NodeRole role = NodeRole.named(context.getEnvironment().getProperty("docuvault.role", "all"));
        DatabaseServer server = DatabaseSettings.of(context.getEnvironment()).server(role);
        context.getBeanFactory().registerSingleton(BEAN, server);
        if (server instanceof DisposableBean disposable
                && context.getBeanFactory() instanceof DefaultSingletonBeanRegistry registry) {
            registry.registerDisposableBean(BEAN, disposable);
        }
    }
}
