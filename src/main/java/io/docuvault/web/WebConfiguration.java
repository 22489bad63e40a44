package io.docuvault.web;

import io.docuvault.shared.Caller;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;

@Configuration
class WebConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
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
