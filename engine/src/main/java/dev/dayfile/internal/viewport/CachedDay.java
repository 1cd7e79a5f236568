package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.SymbolKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One trading day as the cache knows it: what its files held, by symbol, at one state of the day. When the files change
 * the day is forgotten as a whole and another instance takes its place, so that what a slow loader still puts in here
 * is never found again.
 */
final class CachedDay {
    final DaySpan span;

    /** Whether the day had files when it was first seen; without, every row of it came through this process. */
    final boolean hasFiles;

    final ConcurrentHashMap<SymbolKey, Slot> bySymbol = new ConcurrentHashMap<>();

    /** The day's files as they stood before the first of them was read; {@code null} while none has been. */
    volatile DayStamp stamp;

    /** Set once, by {@link DayCache#forget}. */
    volatile boolean forgotten;

    /** Stands in place of {@link #symbolsOfParts} where the symbols of a day have to be read one by one. */
    static final Set<SymbolKey> BY_THEMSELVES = Set.of(DayColumns.EVERY_SYMBOL);

    /**
     * The symbols of an open day's parts, once all of them were read; {@code null} before. Guarded by {@link #bySymbol}.
     */
    Set<SymbolKey> symbolsOfParts;

    /** Whether one symbol was read from the day's files by itself: the next one is reason to read them all. */
    volatile boolean readBefore;

    CachedDay(DaySpan span, boolean hasFiles) {
        this.span = span;
        this.hasFiles = hasFiles;
        this.stamp = hasFiles ? null : DayStamp.NONE;
    }

    /**
     * Notes how the files stand, unless that is known from an earlier read already.
     *
     * @return the files, if it has looked for them now; otherwise {@code null}
     */
    synchronized DayFileSet stampOnce(ForeignChanges changes, List<Path> timeframeFolders) {
        if (stamp != null) {
            return null;
        }
        stamp = changes.look(timeframeFolders, span.day());
        return new DayFileSet(stamp.dayfiles(), List.copyOf(stamp.parts().values()));
    }

    /** One symbol's columns and their place in the order of use. */
    static final class Slot {
        final CachedDay day;
        final SymbolKey symbol;
        final DayColumns columns;

        /** The cache's tick at the last use; written by readers without a lock. */
        volatile long usedAt;

        /** The tick under which the cache has queued the slot; guarded by the cache. */
        long queuedAt;

        Slot(CachedDay day, SymbolKey symbol, DayColumns columns, long tick) {
            this.day = day;
            this.symbol = symbol;
            this.columns = columns;
            this.usedAt = tick;
            this.queuedAt = tick;
        }
    }
}
