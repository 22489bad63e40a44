/** Documents and their way in: uploads, quota, extraction, listing, trash, search. */
@ApplicationModule(allowedDependencies = {"shared", "accounts", "storage", "extraction", "audit", "jobs"})
@NullMarked
package io.docuvault.documents;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
