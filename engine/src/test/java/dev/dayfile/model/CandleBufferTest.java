package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CandleBufferTest {
    /** Adds, adds of ranges, drops and clears in any order leave what a plain list of rows would hold. */
    @Property
    void shouldHoldWhatAListWouldHold(@ForAll @Size(max = 60) List<@IntRange(max = 99) Integer> steps) {
        CandleBuffer buffer = new CandleBuffer(0);
        List<Long> model = new ArrayList<>();
        long next = 0;
        for (int step : steps) {
            if (step < 50) {
                add(buffer, next);
                model.add(next++);
            } else if (step < 80) {
                CandleSeries.Columns columns = columns(next, 20);
                int from = step % 7;
                int to = from + step % 13;
                buffer.addAll(columns, from, to);
                for (int i = from; i < to; i++) {
                    model.add(next + i);
                }
                next += 20;
            } else if (step < 98) {
                int n = model.size() * (step - 80) / 20;
                buffer.dropFirst(n);
                model.subList(0, n).clear();
            } else {
                buffer.clear();
                model.clear();
            }
            assertHolds(buffer, model);
        }
    }

    private static void add(CandleBuffer buffer, long id) {
        buffer.add(id, id + 0.1, id + 0.2, id + 0.3, id + 0.4, id + 0.5, -id);
    }

    private static CandleSeries.Columns columns(long firstId, int n) {
        CandleBuffer rows = new CandleBuffer();
        for (int i = 0; i < n; i++) {
            add(rows, firstId + i);
        }
        return rows.toArrays();
    }

    private static void assertHolds(CandleSeries series, List<Long> ids) {
        assertThat(series.size()).isEqualTo(ids.size());
        CandleSeries.Columns columns = series.toArrays();
        assertThat(columns.tsMicros()).hasSize(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            long id = ids.get(i);
            assertThat(series.tsMicros(i)).isEqualTo(id).isEqualTo(columns.tsMicros()[i]);
            assertThat(series.open(i)).isEqualTo(id + 0.1).isEqualTo(columns.open()[i]);
            assertThat(series.high(i)).isEqualTo(id + 0.2).isEqualTo(columns.high()[i]);
            assertThat(series.low(i)).isEqualTo(id + 0.3).isEqualTo(columns.low()[i]);
            assertThat(series.close(i)).isEqualTo(id + 0.4).isEqualTo(columns.close()[i]);
            assertThat(series.volume(i)).isEqualTo(id + 0.5).isEqualTo(columns.volume()[i]);
            assertThat(series.seq(i)).isEqualTo(-id).isEqualTo(columns.seq()[i]);
        }
    }

    @Test
    void shouldRefuseAnIndexOutsideOfItsCandlesThoughItsArraysAreLonger() {
        CandleBuffer buffer = new CandleBuffer(16);
        add(buffer, 7);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> buffer.tsMicros(1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> buffer.close(-1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> buffer.dropFirst(2));
        buffer.clear();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> buffer.seq(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CandleBuffer(-1))
                .withMessageContaining("capacity=-1");
    }

    @Test
    void shouldStayAsItWasWhenARangeIsRefused() {
        CandleBuffer buffer = new CandleBuffer();
        add(buffer, 7);
        CandleSeries.Columns columns = columns(100, 5);
        for (int[] range : new int[][] {{0, 6}, {-1, 2}, {4, 3}, {6, 6}}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> buffer.addAll(columns, range[0], range[1]));
        }
        assertHolds(buffer, List.of(7L));
    }

    @Test
    void shouldHandOutArraysThatTheCallerOwns() {
        CandleBuffer buffer = new CandleBuffer();
        add(buffer, 7);
        buffer.toArrays().open()[0] = 99;
        assertHolds(buffer, List.of(7L));
    }
}
