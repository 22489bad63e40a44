/**
 * Evidence of what the audit log held: its export to the object store each night, signed and following from the one
 * before, the check of these exports, and how entries are let go of once they were exported. A module of its own because
 * the log itself is used by the jobs and stores that this uses.
 */
@ApplicationModule(allowedDependencies = {"shared", "audit", "jobs", "storage", "secrets"})
@NullMarked
package io.docuvault.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
