/** Ollama, which runs models on a machine of the operator's. */
@NullMarked
package io.docuvault.classification.ollama;

import org.jspecify.annotations.NullMarked;
