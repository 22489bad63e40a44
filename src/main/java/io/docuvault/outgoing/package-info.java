/** Addresses that users name and this server connects to: which of them are out of bounds. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.docuvault.outgoing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
