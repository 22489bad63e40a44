package io.docuvault.classification.openai;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where OpenAI is, and what is asked there unless somebody chooses another model.
 *
 * @param baseUrl the operator's to set
 */
@ConfigurationProperties("docuvault.ai.openai")
record OpenAiSettings(
        @DefaultValue("https://api.openai.com/v1") URI baseUrl,
        @DefaultValue("gpt-4o") String model) {}
