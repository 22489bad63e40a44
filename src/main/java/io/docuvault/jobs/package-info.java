/** Durable background work: two queues, retries with back-off, each user's job list, and live events. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.docuvault.jobs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
