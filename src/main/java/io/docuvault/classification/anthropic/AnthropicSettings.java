package io.docuvault.classification.anthropic;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Anthropic is, and what is asked there unless somebody chooses another model.
 *
 * @param baseUrl the operator's to set
 */
@ConfigurationProperties("docuvault.ai.anthropic")
record AnthropicSettings(
        @DefaultValue("https://api.anthropic.com") URI baseUrl,
        @DefaultValue("claude-sonnet-4-6") String model) {}
