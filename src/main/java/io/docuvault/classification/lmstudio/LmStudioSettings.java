package io.docuvault.classification.lmstudio;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where LM Studio is, and what is asked there unless somebody chooses another model.
 *
 * @param baseUrl the operator's to set
 */
@ConfigurationProperties("docuvault.ai.lmstudio")
record LmStudioSettings(
        @DefaultValue("http://host.docker.internal:1234/v1") URI baseUrl,
        @DefaultValue("gemma-4-e4b-it") String model) {}
