/**
 * Users, passwords, sessions and tokens. {@code extraction} is asked one thing only: whether the first-run page may
 * promise text recognition.
 */
@ApplicationModule(
        allowedDependencies = {"shared", "secrets", "audit", "jobs", "mail", "ephemeral", "extraction", "secondfactor"})
@NullMarked
package io.docuvault.accounts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
