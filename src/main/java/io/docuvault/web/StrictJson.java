package io.docuvault.web;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON that means one thing to everybody who reads it: no member twice, and texts that are texts. Half a character is
 * something that hashing, the database and mail each fail at in a way of their own.
 */
@Configuration(proxyBeanMethods = false)
class StrictJson {

    @Bean
    JsonMapperBuilderCustomizer oneMeaningOnly() {
        return builder -> builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .addModule(new SimpleModule("strict-json").addDeserializer(String.class, new TextDeserializer()));
    }

    private static final class TextDeserializer extends StdScalarDeserializer<String> {

        TextDeserializer() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) {
            String text = StringDeserializer.instance.deserialize(parser, context);
            if (!isText(text)) {
                context.reportInputMismatch(this, "not a text");
            }
            return text;
        }

        private static boolean isText(String text) {
            for (int i = 0; i < text.length(); i++) {
                char each = text.charAt(i);
                if (Character.isLowSurrogate(each)) {
                    return false;
                }
                if (Character.isHighSurrogate(each)) {
                    i++;
                    if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
