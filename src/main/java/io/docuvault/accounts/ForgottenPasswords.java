package io.docuvault.accounts;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes requests for a new password and sees to them after they were answered, so that how long the answer takes tells
 * nobody whether there is such an account. A few at a time; what is beyond the queue is dropped, and asked for again.
 */
@Component
class ForgottenPasswords {

    private static final Logger log = LoggerFactory.getLogger(ForgottenPasswords.class);
    private static final int AT_A_TIME = 2;
    private static final int QUEUE = 500;

    private final PasswordResets resets;
    private final Limits limits;
    private final ExecutorService threads = new ThreadPoolExecutor(
            AT_A_TIME,
            AT_A_TIME,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofVirtual().name("forgotten-password-", 0).factory());

    ForgottenPasswords(PasswordResets resets, Limits limits) {
        this.resets = resets;
        this.limits = limits;
    }

    void accept(String email, Client client) {
        limits.resetBegins(client);
        try {
            threads.execute(() -> send(email, client));
        } catch (RejectedExecutionException _) {
            log.warn("A request for a new password was dropped: {} wait already", QUEUE);
        }
    }

    private void send(String email, Client client) {
        try {
            resets.send(email, client);
        } catch (RuntimeException e) {
            log.error("A link for a new password could not be sent", e);
        }
    }

    /** What was promised is done before the node stops. */
    @PreDestroy
    void stop() {
        threads.close();
    }
}
