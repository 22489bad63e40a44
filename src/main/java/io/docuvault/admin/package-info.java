/** What only an administrator sees, and the health of the system. */
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "accounts",
            "audit",
            "evidence",
            "jobs",
            "mail",
            "storage",
            "documents",
            "classification",
            "extraction",
            "secondfactor",
            "secrets"
        })
@NullMarked
package io.docuvault.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
