package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk.Entry;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers footers and page indexes of dayfiles within a budget of bytes; the least recently used go first. A day that
 * is read again and again, for one symbol after the other, then costs only the pages of the symbol. A file that was
 * replaced has another identity, size or time of change, so what was known of its predecessor is not found for it.
 */
final class KeptDayfiles {
    /** A year of days with few symbols, or a score of days with thousands. */
    static final long BUDGET_BYTES = 32 << 20;

    private final long budgetBytes;
    private final Map<Path, Kept> byPath = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    private record Kept(Entry file, KnownDayfile known, long bytes) {}

    KeptDayfiles(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /** What is known of the file as it was when it was listed; {@code null} when nothing is. */
    synchronized KnownDayfile get(Entry file) {
        Kept kept = byPath.get(file.path());
        return kept != null && kept.file.equals(file) ? kept.known : null;
    }

    synchronized void put(Entry file, KnownDayfile known) {
        Kept kept = new Kept(file, known, known.bytes());
        Kept before = byPath.put(file.path(), kept);
        bytes += kept.bytes - (before == null ? 0 : before.bytes);
        Iterator<Kept> eldest = byPath.values().iterator();
        while (bytes > budgetBytes) {
            bytes -= eldest.next().bytes; // the new one at the latest: alone it may be too large
            eldest.remove();
        }
    }

    /** Memory that is held, for tests. */
    synchronized long bytes() {
        return bytes;
    }
}
