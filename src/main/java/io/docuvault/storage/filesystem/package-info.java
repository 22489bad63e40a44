/** The embedded default: objects as files of this machine, with signed URLs in the same shape as an S3 store's. */
@NullMarked
package io.docuvault.storage.filesystem;

import org.jspecify.annotations.NullMarked;
