package io.docuvault.documents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conditions of a query that depend on what was asked for, with their named parameters. */
final class SqlConditions {

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, @Nullable Object> parameters = new HashMap<>();

    /** The conditions of a list's filter to begin with. */
    static SqlConditions of(DocumentFilter filter) {
        SqlConditions conditions = new SqlConditions();
        conditions.parameters.putAll(filter.parameters());
        return conditions.and(filter.conditions());
    }

    SqlConditions and(String condition) {
        conditions.add(condition);
        return this;
    }

    /** A name that no other parameter has. */
    String bind(Object value) {
        String name = "p" + parameters.size();
        parameters.put(name, value);
        return ":" + name;
    }

    /** All conditions in one expression. */
    String sql() {
        return String.join("\n    and ", conditions);
    }

    Map<String, @Nullable Object> parameters() {
        return parameters;
    }
}
