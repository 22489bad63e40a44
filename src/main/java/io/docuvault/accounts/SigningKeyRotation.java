package io.docuvault.accounts;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.jobs.ScheduledWork;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Puts a new signing key in the place of the old one: by the operator's command, and by itself when it is old. */
@Service
public class SigningKeyRotation implements ScheduledWork {

    private final SigningKeys keys;
    private final SystemTransactions transactions;
    private final AuditLog audit;

    SigningKeyRotation(SigningKeys keys, SystemTransactions transactions, AuditLog audit) {
        this.keys = keys;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Rotates the keys.
     *
     * @param immediately refuses what the former keys have signed from now on, instead of when it is too old anyhow
     */
    public Rotated rotate(boolean immediately) {
        Rotated rotated = transactions.call(() -> {
            Rotated made = keys.rotate(immediately);
            audit.record(AuditEvent.success("signing_keys_rotated", null, null)
                    .with(Map.of("kid", made.kid(), "immediately", immediately)));
            return made;
        });
        keys.lookAgain();
        return rotated;
    }

    @Override
    public String name() {
        return "signing-key-rotation";
    }

    @Override
    public Schedule schedule() {
        return Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 30));
    }

    @Override
    public void run() {
        if (keys.rotationDue()) {
            rotate(false);
        }
    }
}
