package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How the files of a day stood at one look, by identity, size and time of change.
 *
 * @param folders the day's folders; one at most unless a timeframe is spelled in two letter cases
 * @param dayfiles what stood under the dayfile's name
 * @param parts the Parquet files in the folders
 * @param settled whether the folders had not changed for so long that a later change must show in their times
 */
record DayStamp(List<Entry> folders, List<Entry> dayfiles, Map<Path, Entry> parts, boolean settled) {
    /** A day without files. */
    static final DayStamp NONE = new DayStamp(List.of(), List.of(), Map.of(), true);
}
