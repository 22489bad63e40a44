/** OpenAI, by Chat Completions; also at another address that speaks the same. */
@NullMarked
package io.docuvault.classification.openai;

import org.jspecify.annotations.NullMarked;
