/** The classifier that needs no network: prior knowledge of everyday papers, and what its user has confirmed. */
@NullMarked
package io.docuvault.classification.builtin;

import org.jspecify.annotations.NullMarked;
