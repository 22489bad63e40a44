/** The append-only, hash-chained audit log. Other modules call {@link io.docuvault.audit.AuditLog} in the transaction of the action itself. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.docuvault.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
