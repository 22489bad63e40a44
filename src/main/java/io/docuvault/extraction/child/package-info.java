/**
 * What runs inside a child process and nowhere else: the parser libraries may be used here only. It is started by
 * {@link io.docuvault.extraction.child.Main} and killed when a document costs too much, so nothing here is a bean.
 */
@NullMarked
package io.docuvault.extraction.child;

import org.jspecify.annotations.NullMarked;
