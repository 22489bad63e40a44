/** DocuVault: a self-hosted, multi-user document vault. Each direct sub-package is a module; its root is its interface. */
@NullMarked
package io.docuvault;

import org.jspecify.annotations.NullMarked;
