/** Text, metadata, OCR and thumbnails of untrusted files, in child processes with limits. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.docuvault.extraction;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
