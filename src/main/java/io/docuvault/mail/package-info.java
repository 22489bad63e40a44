/** Mail from templates, delivered by the {@code email} queue. */
@ApplicationModule(allowedDependencies = {"shared", "jobs", "secrets"})
@NullMarked
package io.docuvault.mail;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
