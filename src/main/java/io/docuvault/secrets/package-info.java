/**
 * The one master secret of an installation, and keys derived from it for a purpose each. A module of its own because
 * accounts (tokens) and storage (signed URLs) both need it and neither may reach into the other for it.
 */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.docuvault.secrets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
