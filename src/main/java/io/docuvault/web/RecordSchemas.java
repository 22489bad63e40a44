package io.docuvault.web;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.jackson.TypeNameResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Schemas of our records as their types say: a component is required unless it is {@code @Nullable}, and a nested
 * record is named after the one that holds it too, so that two of the same simple name stay apart.
 *
 * <p>swagger-core is built on Jackson 2, which is why this one class touches it.
 */
@Component
class RecordSchemas extends ModelResolver {

    RecordSchemas() {
        super(Json31.mapper(), new NestedNames());
        openapi31(true);
    }

    // swagger-core's own signature uses the raw type.
    @SuppressWarnings("rawtypes")
    @Override
    public @Nullable Schema resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> next) {
        Schema<?> schema = super.resolve(type, context, next);
        Class<?> raw = _mapper.constructType(type.getType()).getRawClass();
        if (schema != null && raw.isRecord()) {
            Schema<?> model = schema.get$ref() == null ? schema : defined(schema.get$ref(), context);
            if (model != null && model.getProperties() != null) {
                describe(raw.getRecordComponents(), model);
            }
        }
        return schema;
    }

    private static @Nullable Schema<?> defined(String reference, ModelConverterContext context) {
        return context.getDefinedModels().get(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static void describe(RecordComponent[] components, Schema<?> model) {
        for (RecordComponent component : components) {
            Schema<?> property = model.getProperties().get(component.getName());
            if (property == null) {
                continue;
            }
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                model.getProperties().put(component.getName(), orNull(property));
            } else if (model.getRequired() == null || !model.getRequired().contains(component.getName())) {
                model.addRequiredItem(component.getName());
            }
        }
    }

    private static Schema<?> orNull(Schema<?> property) {
        if (property.get$ref() != null) {
            Schema<Object> nothing = new Schema<>();
            nothing.setTypes(Set.of("null"));
            Schema<Object> either = new Schema<>();
            either.setAnyOf(List.of(property, nothing));
            return either;
        }
        if (property.getTypes() != null) {
            property.addType("null");
        }
        return property;
    }

    /** {@code JobView.Reason} is {@code JobViewReason}. */
    private static final class NestedNames extends TypeNameResolver {

        @Override
        protected String nameForClass(Class<?> type, Set<Options> options) {
            String name = super.nameForClass(type, options);
            Class<?> outer = type.getDeclaringClass();
            return outer != null && outer.getName().startsWith("io.docuvault.")
                    ? nameForClass(outer, options) + name
                    : name;
        }
    }
}
