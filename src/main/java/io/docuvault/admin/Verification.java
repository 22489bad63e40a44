package io.docuvault.admin;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Asks every {@link Invariant} whether it holds. */
@Service
public class Verification {

    private static final Logger log = LoggerFactory.getLogger(Verification.class);
    /** As many findings of one sort as are told one by one; the others are counted. */
    private static final int MOST_TOLD = 100;

    /**
     * What is wanted.
     *
     * @param thorough read every file from end to end
     * @param connections ask for what lies in users' own storage too
     * @param repair put right what can be put right
     */
    public record Wishes(boolean thorough, boolean connections, boolean repair) {}

    /**
     * What was found.
     *
     * @param clean whether everything holds, without anything having been repaired
     */
    public record Report(boolean clean, List<Checked> invariants) {}

    /**
     * What was found of one invariant.
     *
     * @param looked at how many things
     * @param violations how many were found
     * @param repaired how many of them were put right
     * @param skipped how many things could not be looked at
     * @param findings the first of them
     * @param failure why it could not be told, if so
     */
    public record Checked(
            String name,
            String statement,
            long looked,
            long violations,
            long repaired,
            long skipped,
            List<Finding> findings,
            @Nullable String failure) {

        public boolean clean() {
            return violations == 0 && failure == null;
        }
    }

    /** Something found: {@code violation}, {@code repaired} or {@code skipped}. */
    public record Finding(String kind, String subject, String problem) {}

    private final List<Invariant> invariants;

    Verification(List<Invariant> invariants) {
        this.invariants = invariants.stream()
                .sorted(Comparator.comparing(Invariant::name))
                .toList();
    }

    /**
     * Looks at everything.
     *
     * @param each is told of each invariant once it has been looked at
     */
    public Report run(Wishes wishes, Consumer<Checked> each) {
        return run(wishes, _ -> true, each);
    }

    /** As {@link #run(Wishes, Consumer)}, for invariants of some names only. */
    Report run(Wishes wishes, Predicate<String> names, Consumer<Checked> each) {
        List<Checked> checked = new ArrayList<>();
        for (Invariant invariant : invariants.stream()
                .filter(invariant -> names.test(invariant.name()))
                .toList()) {
            Checked result = Caller.system().call(() -> check(invariant, wishes));
            each.accept(result);
            checked.add(result);
        }
        return new Report(checked.stream().allMatch(Checked::clean), List.copyOf(checked));
    }

    private static Checked check(Invariant invariant, Wishes wishes) {
        Notes notes = new Notes(wishes);
        String failure = null;
        try {
            invariant.check(notes);
        } catch (Exception e) {
            log.error("The invariant {} could not be checked", invariant.name(), e);
            failure = "It could not be told whether this holds; the log says why.";
        }
        return new Checked(
                invariant.name(),
                invariant.statement(),
                notes.looked,
                notes.violations,
                notes.repaired,
                notes.skipped,
                List.copyOf(notes.findings),
                failure);
    }

    private static final class Notes implements Findings {

        private final Wishes wishes;
        private final List<Finding> findings = new ArrayList<>();
        private long looked;
        private long violations;
        private long repaired;
        private long skipped;

        Notes(Wishes wishes) {
            this.wishes = wishes;
        }

        @Override
        public boolean thorough() {
            return wishes.thorough();
        }

        @Override
        public boolean connections() {
            return wishes.connections();
        }

        @Override
        public boolean repairing() {
            return wishes.repair();
        }

        @Override
        public void looked(long things) {
            looked += things;
        }

        @Override
        public void violation(String subject, String problem) {
            violations++;
            note("violation", subject, problem);
        }

        @Override
        public void violation(String subject, String problem, Repair repair) {
            if (!wishes.repair()) {
                violation(subject, problem);
                return;
            }
            try {
                repair.run();
                violations++;
                repaired++;
                note("repaired", subject, problem);
            } catch (Exception e) {
                log.error("{} could not be repaired: {}", subject, problem, e);
                violation(subject, problem);
            }
        }

        @Override
        public void skipped(String subject, String why) {
            skipped++;
            note("skipped", subject, why);
        }

        private void note(String kind, String subject, String problem) {
            if (findings.size() < MOST_TOLD) {
                findings.add(new Finding(kind, subject, problem));
            }
        }
    }
}
