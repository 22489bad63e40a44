package io.docuvault.classification.ollama;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Ollama is, and what is asked there unless somebody chooses another model.
 *
 * @param baseUrl the operator's to set
 */
@ConfigurationProperties("docuvault.ai.ollama")
record OllamaSettings(
        @DefaultValue("http://host.docker.internal:11434/v1")
        URI baseUrl,

        @DefaultValue("llama3.2") String model) {}
