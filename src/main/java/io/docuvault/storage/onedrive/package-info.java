/** Users' OneDrives, personal and at work, by Microsoft Graph v1.0. */
@NullMarked
package io.docuvault.storage.onedrive;

import org.jspecify.annotations.NullMarked;
