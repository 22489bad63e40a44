package io.docuvault.web;

import io.docuvault.shared.Caller;
import io.docuvault.shared.NodeRole;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration
class WebConfiguration implements WebMvcConfigurer {

    /** JSON is the only data format here, whatever a library brings along. */
    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.configureMessageConvertersList(converters -> converters.removeIf(WebConfiguration::understandsXml));
    }

    private static boolean understandsXml(HttpMessageConverter<?> converter) {
        return converter.getSupportedMediaTypes().stream()
                .anyMatch(type -> type.getSubtype().endsWith("xml"));
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    NodeRole nodeRole(@Value("${docuvault.role}") String role) {
        return NodeRole.named(role);
    }

    /** What a request leaves to another thread (a streamed answer) is done by the same caller. */
    @Bean
    TaskDecorator callerCarrier() {
        return task -> {
            if (!Caller.isBound()) {
                return task;
            }
            Caller caller = Caller.current();
            return () -> caller.run(task);
        };
    }
}
