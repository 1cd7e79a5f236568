package dev.dayfile.internal.compact;

import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.model.CorruptFileException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Retires days one by one, so that a compaction need not wait for all of them, and knows which ones are to stay. */
final class Retiring {
    private final ReentrantLock lock;
    private final Retirement retirement;
    private final KeptDays kept;
    private final StandingDays standing;
    private final Function<DayFamily, Family> families;

    /** @param lock the compactor's */
    Retiring(
            ReentrantLock lock,
            Retirement retirement,
            KeptDays kept,
            StandingDays standing,
            Function<DayFamily, Family> families) {
        this.lock = lock;
        this.retirement = retirement;
        this.kept = kept;
        this.standing = standing;
        this.families = families;
    }

    boolean retire(DayFamily days, LocalDate day, Duration grace) {
        lock.lock();
        try {
            boolean retired = retirement.retire(families.apply(days), day, grace);
            if (retired) {
                kept.unmark(days, day);
            }
            return retired;
        } finally {
            lock.unlock();
        }
    }

    private boolean retireUnlessKept(DayFamily days, LocalDate day, Duration grace) {
        lock.lock();
        try {
            return kept.marked(days, day)
                    ? retirement.finish(families.apply(days), day)
                    : retirement.retire(families.apply(days), day, grace);
        } finally {
            lock.unlock();
        }
    }

    /** @param keptToo which days are retired although they are marked */
    int retireAll(Duration grace, BiPredicate<DayFamily, LocalDate> keptToo) {
        int retired = 0;
        CorruptFileException damage = null;
        for (DayFamily days : standing.families()) {
            for (LocalDate day : retirement.daysToRetire(families.apply(days))) {
                try {
                    boolean left =
                            keptToo.test(days, day) ? retire(days, day, grace) : retireUnlessKept(days, day, grace);
                    retired += left ? 1 : 0;
                } catch (CorruptFileException e) {
                    damage = damage == null ? e : damage;
                }
            }
        }
        if (damage != null) {
            throw damage;
        }
        return retired;
    }
}
