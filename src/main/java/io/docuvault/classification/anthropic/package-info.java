/** Anthropic's Claude, by the Messages API. */
@NullMarked
package io.docuvault.classification.anthropic;

import org.jspecify.annotations.NullMarked;
