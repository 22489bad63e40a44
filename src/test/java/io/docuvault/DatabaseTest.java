package io.docuvault;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;

/**
 * A test of SQL: a context with nothing but the migrated database, the {@code database} module and what a test adds with
 * {@code @Import}. Injects {@code JdbcClient} (as the role {@code docuvault_app}, under row-level security),
 * {@code TransactionTemplate} and {@code @Transactional} beans.
 *
 * <p>Every test with a Spring context, {@code @SpringBootTest} as well as this one, works on the same embedded
 * PostgreSQL, started when the first context of the run needs it. Nothing is cleaned up between tests: each makes its
 * own users ({@code Ids.next()}) and looks at their rows only, which row-level security helps with:
 *
 * <pre>{@code
 * Caller.user(owner).run(() -> transactions.executeWithoutResult(_ -> ...));
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = DatabaseTest.Slice.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
public @interface DatabaseTest {

    /** Not a {@code @Configuration}, so that the application's own component scan does not find it. */
    @ComponentScan("io.docuvault.database")
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        TransactionAutoConfiguration.class
    })
    class Slice {}
}
