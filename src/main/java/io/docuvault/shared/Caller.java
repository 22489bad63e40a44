package io.docuvault.shared;

import java.util.UUID;

/**
 * On whose behalf the current thread works. Every transaction tells the database, whose row-level security then shows
 * that user's rows only; without a caller it shows none.
 *
 * <p>The caller is read when a transaction begins: binding another one inside a running transaction has no effect on
 * it.
 */
public sealed interface Caller {

    /** A person (or a job in that person's name): sees and changes that user's rows. */
    record User(UUID id) implements Caller {}

    /** The system itself (login before anybody is known, schedules, administration): sees every row. */
    enum SystemItself implements Caller {
        INSTANCE
    }

    static Caller system() {
        return SystemItself.INSTANCE;
    }

    static Caller user(UUID id) {
        return new User(id);
    }

    /** Runs {@code work} as this caller. */
    default void run(Runnable work) {
        ScopedValue.where(CallerScope.CURRENT, this).run(work);
    }

    /** Runs {@code work} as this caller and returns what it returns. */
    default <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CallerScope.CURRENT, this).call(work);
    }

    /** Whether anybody is bound to this thread. */
    static boolean isBound() {
        return CallerScope.CURRENT.isBound();
    }

    /** The caller bound to this thread.
     *
     * @throws IllegalStateException if there is none
     */
    static Caller current() {
        if (!isBound()) {
            throw new IllegalStateException("No caller is bound to this thread");
        }
        return CallerScope.CURRENT.get();
    }

    /** The user bound to this thread.
     *
     * @throws IllegalStateException if there is none, or it is the system
     */
    static UUID currentUser() {
        return switch (current()) {
            case User user -> user.id();
            case SystemItself _ -> throw new IllegalStateException("The system itself is not a user");
        };
    }
}
