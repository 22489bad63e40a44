package io.docuvault.shared;

/** Holds the scoped value, which an interface could only hold publicly. */
final class CallerScope {

    static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    private CallerScope() {}
}
