/** What cuts across HTTP: problem details, security headers, the single-page application's fallback, OpenAPI. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.docuvault.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
