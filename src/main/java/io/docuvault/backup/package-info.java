/**
 * Backups of the whole installation, their verification, and restores into an empty one. {@code docs/backup-format.md}
 * says what a backup looks like.
 */
@ApplicationModule(allowedDependencies = {"shared", "database", "secrets", "audit", "storage"})
@NullMarked
package io.docuvault.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
