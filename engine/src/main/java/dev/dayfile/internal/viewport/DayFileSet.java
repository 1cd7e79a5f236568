package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import java.util.List;

/**
 * The files of one day.
 *
 * @param dayfiles what stands under the dayfile's name; one at most unless a timeframe is spelled in two letter cases
 * @param parts every Parquet file in the day's folder by name, other writers' included
 */
record DayFileSet(List<Entry> dayfiles, List<Entry> parts) {
    boolean isEmpty() {
        return dayfiles.isEmpty() && parts.isEmpty();
    }
}
