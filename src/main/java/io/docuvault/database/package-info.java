/** PostgreSQL: the embedded server, the two roles' data sources, migrations, and the transactions that carry the caller to row-level security. No other module but {@code backup} uses it; they take {@code JdbcClient} and {@code @Transactional}. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.docuvault.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
