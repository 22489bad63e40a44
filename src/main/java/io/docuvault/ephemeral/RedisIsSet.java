package io.docuvault.ephemeral;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether there is a {@code REDIS_URL}; an empty one is none, which {@code @ConditionalOnProperty} sees otherwise. */
final class RedisIsSet implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        PropertyResolver settings = context.getEnvironment();
        return !settings.getProperty("docuvault.ephemeral.redis-url", "").isBlank();
    }
}
