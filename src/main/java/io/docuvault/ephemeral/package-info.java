/** Short-lived state that all nodes share: revoked tokens, used codes, limits. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.docuvault.ephemeral;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
