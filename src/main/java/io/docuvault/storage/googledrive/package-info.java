/** Users' Google Drives, by Drive's REST interface (v3): nothing but what DocuVault itself has put there is seen. */
@NullMarked
package io.docuvault.storage.googledrive;

import org.jspecify.annotations.NullMarked;
