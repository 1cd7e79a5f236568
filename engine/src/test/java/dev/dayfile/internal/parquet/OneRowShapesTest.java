package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OneRowShapesTest {
    private static final int MOST_IN_ALL = 512;

    private final ThriftWriter out = new ThriftWriter(64);
    private final PartPages pages = new PartPages(out);
    private final PartFooter footer = new PartFooter(out, pages, new byte[16]);
    private final OneRowShapes shapes = new OneRowShapes();

    private OneRowShape add(Timeframe timeframe, String symbol) {
        CandleColumns row = new CandleColumns(1);
        row.add(SymbolKey.of(symbol), 1_761_139_800_000_000L, 1, 2, 1, 2, 100, 1);
        OneRowShape shape = new OneRowShape(timeframe, new byte[1_500], row, pages, footer);
        shapes.add(timeframe, symbol.length(), shape);
        return shape;
    }

    @Test
    void shouldFindShapesByTimeframeAndLengthOfTheSymbol() {
        Timeframe minute = Timeframe.parse("1m");
        Timeframe quarter = Timeframe.parse("15m");
        OneRowShape first = add(minute, "SPY");
        OneRowShape second = add(minute, "QQQ");
        OneRowShape longer = add(minute, "BRK.B");
        OneRowShape other = add(quarter, "SPY");

        assertThat(shapes.of(minute, 3))
                .filteredOn(shape -> shape.isOf(minute, 3))
                .containsExactly(first, second);
        assertThat(shapes.of(minute, 5))
                .filteredOn(shape -> shape.isOf(minute, 5))
                .containsExactly(longer);
        assertThat(shapes.of(quarter, 3))
                .filteredOn(shape -> shape.isOf(quarter, 3))
                .containsExactly(other);
        assertThat(shapes.of(quarter, 4)).noneMatch(shape -> shape.isOf(quarter, 4));
        assertThat(shapes.of(quarter, -4)).noneMatch(shape -> shape.isOf(quarter, -4));
    }

    @Test
    void shouldForgetRatherThanGrowWithoutBound() {
        Random random = new Random(20_251_022);
        Timeframe[] timeframes = {Timeframe.parse("1m"), Timeframe.parse("90s"), Timeframe.parse("1d")};
        for (int i = 0; i < 10_000; i++) {
            Timeframe timeframe = timeframes[random.nextInt(3)];
            String symbol = "S".repeat(1 + random.nextInt(random.nextInt(3) == 0 ? 3 : 32));
            OneRowShape shape = add(timeframe, symbol);
            assertThat(shapes.of(timeframe, symbol.length())).contains(shape);
            int all = 0;
            for (int length = 1; length <= 32; length++) { // every place
                all += shapes.of(timeframe, length).length;
            }
            assertThat(all).isLessThanOrEqualTo(MOST_IN_ALL);
        }
    }
}
