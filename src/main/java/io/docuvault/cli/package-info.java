/**
 * The command line: {@code serve}, which is what happens without a command, and the operator's commands, each of which
 * works in the application's context without its web server and its background work.
 */
@ApplicationModule(
        allowedDependencies = {"shared", "accounts", "storage", "admin", "audit", "backup", "evidence", "portability"})
@NullMarked
package io.docuvault.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
