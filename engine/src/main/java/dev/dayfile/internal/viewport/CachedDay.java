package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.SymbolKey;
import java.nio.file.Path;
import java.util.List;
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

    CachedDay(DaySpan span, boolean hasFiles) {
        this.span = span;
        this.hasFiles = hasFiles;
        this.stamp = hasFiles ? null : DayStamp.NONE;
    }

    /** Notes how the files stand, unless that is known from an earlier read already. */
    synchronized void stampOnce(ForeignChanges changes, List<Path> timeframeFolders) {
        if (stamp == null) {
            stamp = changes.look(timeframeFolders, span.day());
        }
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
