package io.docuvault.web;

import io.docuvault.shared.SettingAddress;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What browsers may do here.
 *
 * @param corsOrigins other origins whose pages may call the interface; none by default, since our own pages need no leave
 * @param connectOrigins origins besides our own that our pages may talk to, such as an object store's
 * @param jsonLimit the largest request body other than an upload
 */
@ConfigurationProperties("docuvault.web")
record SecuritySettings(
        @DefaultValue List<String> corsOrigins,
        @DefaultValue List<String> connectOrigins,
        @DefaultValue("1MB") DataSize jsonLimit) {

    SecuritySettings {
        corsOrigins = corsOrigins.stream()
                .filter(origin -> !origin.isBlank())
                .map(origin -> SettingAddress.origin("CORS_ORIGINS", origin))
                .toList();
    }
}
