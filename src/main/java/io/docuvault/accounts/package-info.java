/** Users, passwords, sessions and tokens. */
@ApplicationModule(allowedDependencies = {"shared", "secrets", "audit", "jobs", "mail", "ephemeral"})
@NullMarked
package io.docuvault.accounts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
