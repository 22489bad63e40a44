package io.docuvault.mail;

import io.docuvault.secrets.Seal;
import io.docuvault.secrets.SecretKeys;
import java.util.Base64;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what a mail says from whoever reads the database while it waits: a link in it may be as good as a password, of
 * which elsewhere there is only a hash.
 */
@Component
class MailSeal {

    private final Seal seal;
    private final JsonMapper json;

    MailSeal(SecretKeys secrets, JsonMapper json) {
        this.seal = secrets.seal("mail");
        this.json = json;
    }

    String seal(String recipient, Map<String, String> values) {
        return Base64.getEncoder().encodeToString(seal.seal(recipient, json.writeValueAsString(values)));
    }

    Map<String, String> open(String recipient, String sealed) {
        String values = seal.open(recipient, Base64.getDecoder().decode(sealed))
                .orElseThrow(() -> new IllegalStateException("The mail was written under another SECRET_KEY"));
        return json.readValue(values, new TypeReference<>() {});
    }
}
