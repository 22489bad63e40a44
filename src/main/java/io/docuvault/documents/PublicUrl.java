package io.docuvault.documents;

import java.net.URI;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Where clients reach this server: as the operator says, or else where the request came to. */
@Component
class PublicUrl {

    private final DocumentSettings settings;

    PublicUrl(DocumentSettings settings) {
        this.settings = settings;
    }

    URI base() {
        String given = settings.publicUrl();
        return given != null
                ? URI.create(given)
                : ServletUriComponentsBuilder.fromCurrentContextPath().build().toUri();
    }
}
