/**
 * What belongs to a user, taken out as one archive, and put back from one or from what other systems write. {@code
 * docs/export-format.md} says what an archive looks like.
 */
@ApplicationModule(allowedDependencies = {"shared", "accounts", "audit", "storage", "documents", "classification"})
@NullMarked
package io.docuvault.portability;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
