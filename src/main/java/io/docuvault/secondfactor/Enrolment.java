package io.docuvault.secondfactor;

/**
 * What an authenticator app needs to know.
 *
 * @param secret in Base32, for somebody who types it
 * @param otpauthUri the same for a QR code
 */
public record Enrolment(String secret, String otpauthUri) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "Enrolment";
    }
}
