/** LM Studio, which runs models on a machine of the operator's. */
@NullMarked
package io.docuvault.classification.lmstudio;

import org.jspecify.annotations.NullMarked;
