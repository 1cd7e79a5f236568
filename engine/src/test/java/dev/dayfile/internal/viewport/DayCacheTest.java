package dev.dayfile.internal.viewport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.MarketClock;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DayCacheTest {
    private static final long SLOT_BYTES = DayColumns.EMPTY.bytes();
    private static final SymbolKey A = SymbolKey.of("A");
    private static final SymbolKey B = SymbolKey.of("B");
    private static final SymbolKey C = SymbolKey.of("C");

    private final CachedDay day = day(1);

    private static CachedDay day(int dayOfMonth) {
        LocalDate date = LocalDate.of(2025, 7, dayOfMonth);
        return new CachedDay(DaySpan.of(MarketClock.NEW_YORK, date).orElseThrow(), true);
    }

    @Test
    void shouldEvictTheLeastRecentlyUsed() {
        DayCache cache = new DayCache(2 * SLOT_BYTES);
        cache.add(day, A, DayColumns.EMPTY, cache.tick());
        cache.add(day, B, DayColumns.EMPTY, cache.tick());
        day.bySymbol.get(A).usedAt = cache.tick();
        cache.add(day, C, DayColumns.EMPTY, cache.tick());

        assertThat(day.bySymbol).containsOnlyKeys(A, C);
        assertThat(cache.stats()).isEqualTo(new CacheStats(0, 3, 1, 2 * SLOT_BYTES));
    }

    @Test
    void shouldKeepNothingThatIsLargerThanTheBudget() {
        DayCache cache = new DayCache(SLOT_BYTES - 1);
        cache.add(day, A, DayColumns.EMPTY, cache.tick());
        assertThat(day.bySymbol).isEmpty();
        assertThat(cache.stats()).isEqualTo(new CacheStats(0, 1, 1, 0));
    }

    @Test
    void shouldFreeAForgottenDayAndNotTakeItInAgain() {
        DayCache cache = new DayCache(10 * SLOT_BYTES);
        CachedDay other = day(2);
        cache.add(day, A, DayColumns.EMPTY, cache.tick());
        cache.add(day, B, DayColumns.EMPTY, cache.tick());
        cache.add(other, A, DayColumns.EMPTY, cache.tick());
        cache.forget(day);
        cache.add(day, C, DayColumns.EMPTY, cache.tick());

        assertThat(day.bySymbol).isEmpty();
        assertThat(day.forgotten).isTrue();
        assertThat(other.bySymbol).containsOnlyKeys(A);
        assertThat(cache.stats().bytes()).isEqualTo(SLOT_BYTES);
    }

    @Test
    void shouldCountAReplacedSlotOnce() {
        DayCache cache = new DayCache(10 * SLOT_BYTES);
        cache.add(day, A, DayColumns.EMPTY, cache.tick());
        cache.add(day, A, DayColumns.EMPTY, cache.tick());
        assertThat(cache.stats().bytes()).isEqualTo(SLOT_BYTES);
        cache.forget(day);
        assertThat(cache.stats().bytes()).isZero();
    }
}
