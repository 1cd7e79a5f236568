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
        List<RowSource> cut = new ArrayList<>();
        int from = 0;
        for (int s = 0; s < sources; s++) {
            int to = s == sources - 1 ? size : from + random.nextInt(size - from + 1);
            CandleColumns part = Row.columns(rows.subList(from, to));
            part.sort();
            cut.add(new HeldRows(part));
            from = to;
        }
        Tally dropped = new Tally();
        List<Row> merged = new ArrayList<>();
        try (LatestRows latest = new LatestRows(new MergedRows(cut), dropped)) {
            while (latest.next()) {
                merged.add(Row.at(latest.columns(), latest.row()));
            }
        }

        assertThat(merged).isEqualTo(Row.latest(rows));
        assertThat(dropped.rows).isEqualTo(rows.size() - merged.size());
        assertThat(dropped.digest).isEqualTo(digest(rows) - digest(merged));
    }

    private static long digest(List<Row> rows) {
        return ContentDigest.ofRows(Row.columns(rows), 0, rows.size());
    }

    @Test
    void shouldGiveNothingOfNothing() {
        try (LatestRows rows = new LatestRows(new MergedRows(List.of()), new Tally())) {
            assertThat(rows.next()).isFalse();
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void shouldRefuseASourceThatWouldLetAnOldRowWin() {
        CandleColumns unsorted = Row.columns(List.of(Row.of("A", 1, 1, 9), Row.of("A", 1, 2, 3)));
        try (LatestRows rows = new LatestRows(new HeldRows(unsorted), new Tally())) {
            assertThatThrownBy(rows::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("symbol=A")
                    .hasMessageContaining("seq=9");
        }
    }

    @Test
    void shouldCloseEverySourceWhenOneFailsToClose() {
        List<String> closed = new ArrayList<>();
        MergedRows rows = new MergedRows(List.of(closing(closed, "first"), closing(closed, "second")));
        assertThatThrownBy(rows::close).hasMessage("first");
        assertThat(closed).containsExactly("first", "second");
    }

    private static RowSource closing(List<String> closed, String name) {
        return new RowSource() {
            @Override
            public boolean next() {
                return false;
            }

            @Override
            public CandleColumns columns() {
                throw new IllegalStateException();
            }

            @Override
            public int row() {
                throw new IllegalStateException();
            }

            @Override
            public void close() {
                closed.add(name);
                throw new IllegalStateException(name);
            }
        };
    }
}
