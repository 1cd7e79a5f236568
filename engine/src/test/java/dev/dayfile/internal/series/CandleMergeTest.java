package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries.Columns;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class CandleMergeTest {
    @Property(tries = 2000)
    void shouldKeepTheGreaterSequenceOfEachKey(
            @ForAll @Size(max = 30) Map<@IntRange(max = 40) Integer, @LongRange(max = 5) Long> a,
            @ForAll @Size(max = 30) Map<@IntRange(max = 40) Integer, @LongRange(max = 5) Long> b) {
        Columns left = columns(new TreeMap<>(a));
        Columns right = columns(new TreeMap<>(b));
        CandleBuffer merged = new CandleBuffer(1);
        CandleMerge.into(merged, left, 0, a.size(), right, 0, b.size());

        TreeMap<Integer, Long> expected = new TreeMap<>(a);
        b.forEach((ts, seq) -> expected.merge(ts, seq, Math::max));
        assertThat(merged.size()).isEqualTo(expected.size());
        assertThat(CandleMerge.count(left, 0, a.size(), right, 0, b.size())).isEqualTo(expected.size());
        int i = 0;
        for (Map.Entry<Integer, Long> row : expected.entrySet()) {
            assertThat(merged.tsMicros(i)).isEqualTo((long) row.getKey());
            assertThat(merged.seq(i)).isEqualTo(row.getValue());
            assertThat(List.of(merged.open(i), merged.high(i), merged.low(i), merged.close(i), merged.volume(i)))
                    .isEqualTo(values(row.getKey(), row.getValue()));
            i++;
        }
    }

    /** Of a live series, whose rows stand in blocks, and of any part of both. */
    @Property(tries = 1000)
    void shouldMergeBlocksAsIfTheyWereOne(
            @ForAll @Size(max = 30) Map<@IntRange(max = 40) Integer, @LongRange(max = 5) Long> a,
            @ForAll @Size(min = 1, max = 30) Map<@IntRange(max = 40) Integer, @LongRange(max = 5) Long> b,
            @ForAll @IntRange(min = 1, max = 6) int blockRows,
            @ForAll @Size(4) List<@IntRange(max = 30) Integer> bounds) {
        Columns left = columns(new TreeMap<>(a));
        Columns right = columns(new TreeMap<>(b));
        LiveSeries live = new LiveSeries(blockRows);
        live.merge(right, 0, b.size());
        int aFrom = Math.min(bounds.get(0), a.size());
        int aTo = Math.max(aFrom, Math.min(bounds.get(1), a.size()));
        int bFrom = Math.min(bounds.get(2), b.size());
        int bTo = Math.max(bFrom, Math.min(bounds.get(3), b.size()));

        CandleBuffer expected = new CandleBuffer(1);
        CandleMerge.into(expected, left, aFrom, aTo, right, bFrom, bTo);
        CandleBuffer merged = new CandleBuffer(1);
        CandleMerge.into(merged, left, aFrom, aTo, live.rows(), bFrom, bTo);
        assertThat(merged.toArrays()).usingRecursiveComparison().isEqualTo(expected.toArrays());
        assertThat(CandleMerge.count(left, aFrom, aTo, live.rows(), bFrom, bTo)).isEqualTo(expected.size());
    }

    private static List<Double> values(long ts, long seq) {
        double base = ts * 1000.0 + seq * 10;
        return List.of(base + 1, base + 2, base + 3, base + 4, base + 5);
    }

    private static Columns columns(TreeMap<Integer, Long> rows) {
        CandleBuffer buffer = new CandleBuffer();
        rows.forEach((ts, seq) -> {
            List<Double> v = values(ts, seq);
            buffer.add(ts, v.get(0), v.get(1), v.get(2), v.get(3), v.get(4), seq);
        });
        return buffer.toArrays();
    }
}
