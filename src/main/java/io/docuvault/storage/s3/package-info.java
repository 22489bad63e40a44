/**
 * Objects in an S3-compatible store (MinIO, Ceph, AWS and others). Clients send and fetch bytes straight to and from it,
 * through presigned URLs.
 */
@NullMarked
package io.docuvault.storage.s3;

import org.jspecify.annotations.NullMarked;
