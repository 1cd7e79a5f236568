package dev.dayfile.internal.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MergedRowsTest {
    @Property(tries = 300)
    void shouldKeepTheLatestOfEachKeyHoweverTheRowsAreCut(
            @ForAll @IntRange(max = 200) int size, @ForAll @IntRange(min = 1, max = 9) int sources, @ForAll long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            // few keys and few sequences, so that equal keys with equal sequences come often
            rows.add(Row.of("S" + random.nextInt(4), random.nextInt(12), i, random.nextInt(6)));
        }
        List<RowWindows> cut = new ArrayList<>();
        int from = 0;
        for (int s = 0; s < sources; s++) {
            int to = s == sources - 1 ? size : from + random.nextInt(size - from + 1);
            CandleColumns part = Row.columns(rows.subList(from, to));
            part.sort();
            cut.add(random.nextBoolean() ? new HeldRows(part) : inWindows(part, 1 + random.nextInt(5)));
            from = to;
        }
        Tally dropped = new Tally();
        List<Row> merged = merge(cut, dropped);

        assertThat(merged).isEqualTo(Row.latest(rows));
        assertThat(dropped.rows).isEqualTo(rows.size() - merged.size());
        assertThat(dropped.digest).isEqualTo(digest(rows) - digest(merged));
    }

    private static long digest(List<Row> rows) {
        return ContentDigest.ofRows(Row.columns(rows), 0, rows.size());
    }

    @Test
    void shouldGiveNothingOfNothing() {
        try (MergedRows rows = new MergedRows(List.of(), new Tally())) {
            assertThat(rows.next()).isFalse();
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void shouldRefuseASourceThatWouldLetAnOldRowWin() {
        CandleColumns unsorted = Row.columns(List.of(Row.of("A", 1, 1, 9), Row.of("A", 1, 2, 3)));
        try (MergedRows rows = new MergedRows(List.of(inWindows(unsorted, 2)), new Tally())) {
            assertThatThrownBy(rows::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("symbol=A")
                    .hasMessageContaining("seq=9");
        }
    }

    @Property(tries = 20)
    void shouldMergeMoreRowsThanABlockHasHoweverTheyInterleave(@ForAll long seed) {
        Random random = new Random(seed);
        int symbols = 1 + random.nextInt(300);
        int sources = 1 + random.nextInt(60);
        List<Row> rows = new ArrayList<>();
        List<RowWindows> cut = new ArrayList<>();
        long ts = 0;
        for (int s = 0; s < sources; s++) {
            List<Row> part = new ArrayList<>();
            for (int i = random.nextInt(300); i > 0; i--) {
                ts += random.nextInt(8) - 1; // mostly in the order of the sources, as a feed's parts are
                part.add(Row.of("S" + random.nextInt(symbols), Math.max(0, ts), i, rows.size() + part.size()));
            }
            rows.addAll(part);
            CandleColumns columns = Row.columns(part);
            columns.sort();
            cut.add(inWindows(columns, 1 + random.nextInt(100)));
        }
        Tally dropped = new Tally();
        List<Row> merged = merge(cut, dropped);
        assertThat(merged).isEqualTo(Row.latest(rows));
        assertThat(dropped.rows).isEqualTo(rows.size() - merged.size());
    }

    @Test
    void shouldCloseEverySourceWhenOneFailsToClose() {
        List<String> closed = new ArrayList<>();
        MergedRows rows = new MergedRows(List.of(closing(closed, "first"), closing(closed, "second")), new Tally());
        assertThatThrownBy(rows::close).hasMessage("first");
        assertThat(closed).containsExactly("first", "second");
    }

    private static RowWindows inWindows(CandleColumns rows, int windowRows) {
        CandleColumns window = new CandleColumns();
        return new RowWindows() {
            private int next;

            @Override
            public boolean next() {
                int n = Math.min(windowRows, rows.size - next);
                window.clear();
                window.addRange(rows, next, next + n);
                next += n;
                return n > 0;
            }

            @Override
            public CandleColumns rows() {
                return window;
            }
        };
    }

    private static RowWindows closing(List<String> closed, String name) {
        return new RowWindows() {
            @Override
            public boolean next() {
                return false;
            }

            @Override
            public CandleColumns rows() {
                return new CandleColumns();
            }

            @Override
            public void close() {
                closed.add(name);
                throw new IllegalStateException(name);
            }
        };
    }

    private static List<Row> merge(List<RowWindows> sources, Tally dropped) {
        List<Row> merged = new ArrayList<>();
        try (MergedRows latest = new MergedRows(sources, dropped)) {
            while (latest.next()) {
                for (int i = 0; i < latest.size(); i++) {
                    merged.add(Row.at(latest.columns(), i));
                }
            }
        }
        return merged;
    }
}
