/** Topics, AI providers (one sub-package each), suggestions and their review. */
@ApplicationModule(allowedDependencies = {"shared", "secrets", "documents", "accounts", "audit", "jobs", "ephemeral"})
@NullMarked
package io.docuvault.classification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
