/**
 * The second factor of a sign-in: time-based codes and backup codes. Knows users by their id only; when a factor is asked
 * for, and what follows from a wrong one, is the business of {@code accounts}.
 */
@ApplicationModule(allowedDependencies = {"shared", "secrets", "ephemeral"})
@NullMarked
package io.docuvault.secondfactor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
