package dev.dayfile.internal.compact;

import dev.dayfile.internal.layout.DayFamily;
import java.time.LocalDate;
import java.util.function.Function;

/**
 * A family of days and how its files are read and merged. That is all that tells candles and events of chart objects
 * apart here: publishing, grace, retirement, undoing, retention and repair are the same for both.
 *
 * @param days where the days stand
 * @param files reads and checks them
 * @param merges begins a merge into a day
 */
record Family(DayFamily days, FileChecks files, Function<LocalDate, Merge> merges) {
    Merge merge(LocalDate day) {
        return merges.apply(day);
    }
}
