/** Users' folders on WebDAV servers, and on Nextcloud, which speaks WebDAV and more. */
@NullMarked
package io.docuvault.storage.webdav;

import org.jspecify.annotations.NullMarked;
