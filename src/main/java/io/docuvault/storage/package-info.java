/** The storage port, its back-ends (one sub-package each) and users' connections to them. */
@ApplicationModule(allowedDependencies = {"shared", "secrets", "accounts", "audit", "jobs", "ephemeral", "outgoing"})
@NullMarked
package io.docuvault.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
