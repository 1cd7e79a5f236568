package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.SymbolKey;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps days in memory within a budget of bytes; the least recently used one goes first.
 *
 * <p>A hit takes no lock and allocates nothing: it only notes the tick on the slot. The order is put right when
 * something must go: a slot that was used since it was queued is queued again under its later tick, so the first slot
 * whose tick still stands is the least recently used.
 */
final class DayCache {
    private final long budgetBytes;
    private final PriorityQueue<CachedDay.Slot> byUse =
            new PriorityQueue<>(Comparator.comparingLong((CachedDay.Slot slot) -> slot.queuedAt));
    private final AtomicLong ticks = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();
    private long evictions;
    private long bytes;

    DayCache(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /** The tick of one query; everything that it touches is equally recent. */
    long tick() {
        return ticks.incrementAndGet();
    }

    void countHits(long n) {
        if (n > 0) {
            hits.addAndGet(n);
        }
    }

    /** Takes in what a miss has read. Nothing happens when the day was forgotten meanwhile. */
    synchronized void add(CachedDay day, SymbolKey symbol, DayColumns columns, long tick) {
        misses.incrementAndGet();
        put(day, symbol, columns, tick);
    }

    /** Takes in what was read of other symbols on the occasion of a miss, unless it is here already. */
    synchronized void addAllBeside(CachedDay day, SymbolKey missed, Map<SymbolKey, DayColumns> all, long tick) {
        for (Map.Entry<SymbolKey, DayColumns> each : all.entrySet()) {
            if (!each.getKey().equals(missed) && !day.bySymbol.containsKey(each.getKey())) {
                put(day, each.getKey(), each.getValue(), tick);
            }
        }
    }

    /** How much memory there is for days, in bytes. */
    long budgetBytes() {
        return budgetBytes;
    }

    private void put(CachedDay day, SymbolKey symbol, DayColumns columns, long tick) {
        if (day.forgotten) {
            return;
        }
        CachedDay.Slot slot = new CachedDay.Slot(day, symbol, columns, tick);
        CachedDay.Slot replaced = day.bySymbol.put(symbol, slot);
        if (replaced != null) {
            byUse.remove(replaced);
            bytes -= replaced.columns.bytes();
        }
        bytes += columns.bytes();
        byUse.add(slot);
        while (bytes > budgetBytes) {
            evictOne();
        }
    }

    private void evictOne() {
        CachedDay.Slot oldest = byUse.remove();
        if (oldest.usedAt != oldest.queuedAt) {
            oldest.queuedAt = oldest.usedAt;
            byUse.add(oldest);
            return;
        }
        oldest.day.bySymbol.remove(oldest.symbol, oldest);
        bytes -= oldest.columns.bytes();
        evictions++;
    }

    /** Frees a day whose files have changed, and keeps it from being filled again. */
    synchronized void forget(CachedDay day) {
        day.forgotten = true;
        if (byUse.removeIf(slot -> slot.day == day)) {
            for (CachedDay.Slot slot : day.bySymbol.values()) {
                bytes -= slot.columns.bytes();
            }
        }
        day.bySymbol.clear();
    }

    synchronized CacheStats stats() {
        return new CacheStats(hits.get(), misses.get(), evictions, bytes);
    }
}
