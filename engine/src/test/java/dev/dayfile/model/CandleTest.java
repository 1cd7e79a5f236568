package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandleTest {
    private static final long TS = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final Timeframe TWO_MINUTES = Timeframe.parse("2m");

    @ParameterizedTest
    @CsvSource({
        "NaN, 2, 1, 1.5, 100, open=NaN",
        "Infinity, 2, 1, 1.5, 100, open=Infinity",
        "1.5, NaN, 1, 1.5, 100, high=NaN",
        "1.5, -Infinity, 1, 1.5, 100, high=-Infinity",
        "1.5, 2, NaN, 1.5, 100, low=NaN",
        "1.5, 2, 1, NaN, 100, close=NaN",
        "1.5, 2, 1, Infinity, 100, close=Infinity",
        "1.5, 1, 2, 1.5, 100, 'high=1.0, low=2.0'",
        "1.5, 2, 1, 1.5, -1, volume=-1.0",
        "1.5, 2, 1, 1.5, Infinity, volume=Infinity",
        "1.5, 2, 1, 1.5, -Infinity, volume=-Infinity"
    })
    void shouldRefuseNamingFieldAndValue(
            double open, double high, double low, double close, double volume, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Candle.requireValid(TS, open, high, low, close, volume))
                .withMessageEndingWith("[" + named + "]");
    }

    @Test
    void shouldRefuseTimesOutsideOfTheAcceptedYears() {
        for (long ts : new long[] {Long.MIN_VALUE, IsoTime.MIN_MICROS - 1, IsoTime.MAX_MICROS, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Candle.requireValid(ts, 1, 1, 1, 1, 1))
                    .withMessageEndingWith("[ts=" + ts + "]");
        }
        assertThatCode(() -> Candle.requireValid(IsoTime.MIN_MICROS, 1, 1, 1, 1, 1))
                .doesNotThrowAnyException();
        assertThatCode(() -> Candle.requireValid(IsoTime.MAX_MICROS - 1, 1, 1, 1, 1, 1))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, 2, 1, 1.5, 0",
        "1.5, 2, 1, 1.5, NaN",
        "1, 1, 1, 1, 100",
        "-37.63, 10.01, -40.32, -37.63, 5",
        "9, 2, 1, 0.5, 100",
        "0, 0, 0, 0, 0",
        "1e300, 1e300, -1e300, 5e-324, 1e300"
    })
    void shouldKeepWhatFeedsReallySend(double open, double high, double low, double close, double volume) {
        Candle candle = new Candle("SPY", TWO_MINUTES, TS, open, high, low, close, volume, 0);
        assertThat(candle).isEqualTo(new Candle("SPY", TWO_MINUTES, TS, open, high, low, close, volume, 0));
    }

    @Test
    void shouldCheckSymbolAndTimeframeToo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Candle("A B", TWO_MINUTES, TS, 1, 1, 1, 1, 1, 0))
                .withMessageContaining("symbol=A B");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Candle("SPY", null, TS, 1, 1, 1, 1, 1, 0))
                .withMessageContaining("timeframe=null");
    }
}
