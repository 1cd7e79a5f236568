package dev.dayfile.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.Timeframe;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short run of each stress test, so that a change that breaks one is seen by the build. */
class StressTestsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"bad-disk", "bigday", "glob", "kill", "manyparts", "opening", "soak"})
    void shouldHoldForAShortWhile(String name) {
        int exit = run(name, "--minutes", "0.05", "--seed", "42", "--out", temp.toString());
        assertThat(exit).as(out + "\n" + err).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(name + " held [seed=42]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing --minutes 1 --seed 1",
                "kill --minutes 1",
                "kill --seed 1",
                "kill --minutes one --seed 1",
                "kill --minutes 1 --seed",
                "kill --minutes 1 --seed 1 --fast yes"
            })
    void shouldRefuseAWrongCommandLine(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage:");
    }

    private int run(String... args) {
        return StressTests.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** The model itself must see what it is there to see. */
    @Test
    void shouldSeeARowThatIsMissingDoubledStaleOrInvented() {
        Timeframe timeframe = Timeframe.parse("2m");
        ModelStore model = new ModelStore();
        append(model, new Candle("SPY", timeframe, 1, 1, 1, 1, 1, Double.NaN, 0));
        append(model, new Candle("SPY", timeframe, 2, 2, 2, 2, 2, 2, 0));
        append(model, new Candle("SPY", timeframe, 1, 7, 7, 7, 7, 7, 0));

        assertThat(accepts(model, 3, row(1, 7), row(2, 2))).isTrue();
        assertThat(accepts(model, 3, row(1, 7))).as("missing").isFalse();
        assertThat(accepts(model, 3, row(1, 7), row(2, 2), row(2, 2)))
                .as("doubled")
                .isFalse();
        assertThat(accepts(model, 3, row(1, 1), row(2, 2))).as("stale").isFalse();
        assertThat(accepts(model, 3, row(1, 7), row(2, 3))).as("invented value").isFalse();
        assertThat(accepts(model, 3, row(1, 7), row(2, 2), row(3, 3)))
                .as("invented row")
                .isFalse();
        // With the last append still on its way both revisions are right, and so are the rows not yet appended.
        assertThat(accepts(model, 2, row(1, 7), row(2, 2))).isTrue();
        assertThat(accepts(model, 0)).isTrue();
    }

    private static void append(ModelStore model, Candle candle) {
        model.appending(candle);
        model.appended();
    }

    private static double[] row(long ts, double value) {
        return new double[] {ts, value};
    }

    private static boolean accepts(ModelStore model, long returnedBefore, double[]... rows) {
        CandleBuffer shown = new CandleBuffer();
        for (double[] row : rows) {
            shown.add((long) row[0], row[1], row[1], row[1], row[1], row[1], 0);
        }
        ModelStore.Series of = new ModelStore.Series("SPY", Timeframe.parse("2m"));
        try {
            model.check(of, Long.MIN_VALUE, Long.MAX_VALUE, shown, returnedBefore);
            return true;
        } catch (BrokenPromiseException e) {
            return false;
        }
    }

    @Test
    void shouldNameThePromiseThatBroke() {
        assertThatExceptionOfType(BrokenPromiseException.class)
                .isThrownBy(() -> BrokenPromiseException.require(1 > 2, "one is more than %d", 2))
                .withMessage("one is more than 2");
    }
}
