package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparesTest {
    @Test
    void shouldGiveEachSpareOnceAndKeepNoMoreThanIsAllowed() {
        Spares<Object> spares = new Spares<>(2);
        assertThat(spares.poll()).isNull();
        List<Object> laidAside = List.of(new Object(), new Object(), new Object());
        laidAside.forEach(spares::add);
        assertThat(spares.poll()).isSameAs(laidAside.get(1));
        assertThat(spares.poll()).isSameAs(laidAside.get(0));
        assertThat(spares.poll()).isNull();
    }

    @Test
    void shouldGiveColumnsWithRoomAndWithoutRows() {
        List<CandleColumns> taken = new ArrayList<>();
        for (int rows : new int[] {0, 1, 2, 245, 256, 257, 5_000, 8_192, 8_193, 20_000}) {
            for (int i = 0; i < 3; i++) {
                CandleColumns columns = SpareColumns.take(rows);
                assertThat(columns.size).isZero();
                assertThat(columns.tsMicros.length).isGreaterThanOrEqualTo(rows);
                assertThat(columns.symbol).containsOnlyNulls();
                assertThat(taken).doesNotContain(columns);
                columns.add(SymbolKey.of("SPY"), 1, 2, 3, 4, 5, 6, 7);
                taken.add(columns);
            }
        }
        taken.forEach(SpareColumns::give);
        CandleColumns again = SpareColumns.take(5_000);
        assertThat(taken).contains(again);
        assertThat(again.size).isZero();
        assertThat(again.symbol).containsOnlyNulls();
        assertThat(taken).doesNotContain(SpareColumns.take(20_000));
    }

    @Test
    void shouldKeepTheRowsOfColumnsThatGrow() {
        CandleColumns columns = SpareColumns.take(10);
        for (int i = 0; i < 10; i++) {
            columns.add(SymbolKey.of("S" + i), i, i, i, i, i, i, i);
        }
        CandleColumns grown = SpareColumns.grown(columns, 1_000);
        assertThat(grown.tsMicros.length).isGreaterThanOrEqualTo(1_000);
        assertThat(grown.size).isEqualTo(10);
        for (int i = 0; i < 10; i++) {
            assertThat(grown.symbol[i]).isEqualTo(SymbolKey.of("S" + i));
            assertThat(grown.seq[i]).isEqualTo(i);
        }
    }
}
