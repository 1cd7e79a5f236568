package dev.dayfile.benchmarks.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything of the suite {@code append} runs, with counts at which no figure means anything. */
class AppendGateTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void shouldStoreEveryRowAndGiveAFigureOrARefusalForEveryCase(Contenders contender) throws Exception {
        Assumptions.assumeTrue(contender.isHere());
        List<Measurement> all = new AppendTurn(contender, AppendSettings.TINY, folder).run();
        List<Measurement> measured =
                all.stream().filter(m -> !m.contender().equals(EmptyCall.LABEL)).toList();
        Map<String, List<String>> metrics = metricsByCase(measured);
        assertThat(metrics.get(AppendTurn.CLOSED_LOOP))
                .contains("throughput", "allocated", "p50", "p99", "p99.9", "max");
        for (AppendTurn.Rate rate : AppendTurn.Rate.values()) {
            List<String> of = metrics.get(rate.caseName());
            if (of.contains(Measurement.NOT_SUSTAINED)) {
                assertThat(of).hasSize(1);
            } else {
                assertThat(of).contains("p50", "p99", "p99.9", "max", "response p50", "response p99.9");
            }
        }
        if (contender == Contenders.NO_OP_DISRUPTOR) {
            assertThat(all)
                    .filteredOn(m -> m.contender().equals(EmptyCall.LABEL))
                    .extracting(Measurement::caseName)
                    .contains("1k/s", "100k/s", "1M/s");
        }
        if (contender.isInGoals()) {
            for (AppendTurn.Producers producers : AppendTurn.Producers.values()) {
                assertThat(metrics).containsKey(producers.caseName());
            }
        }
    }

    @Test
    void shouldMeasureWhatOnlyTheEngineHas() throws Exception {
        List<Measurement> measured = new EngineTurn(AppendSettings.TINY, folder).run();
        assertThat(measured)
                .extracting(Measurement::caseName)
                .containsAll(List.of(EngineTurn.END_TO_END, EngineTurn.LONE_CANDLE, EngineTurn.BURST, EngineTurn.IDLE));
        assertThat(metricsByCase(measured).keySet()).containsExactlyInAnyOrderElementsOf(EngineTurn.CASES);
    }

    @Test
    void shouldOpenAStoreWithAFullRing() throws Exception {
        Path root = folder.resolve("store");
        OpenTurn.fill(root);
        assertThat(OpenTurn.open(OpenTurn.FULL_RING, root).metric()).isEqualTo("opened");
        assertThat(OpenTurn.open(OpenTurn.CLEAN, root).value()).isPositive();
    }

    /** Loses one row, as a contender with a bug would. */
    private static final class Forgetful implements Contender {
        private Stored stored = Stored.NOTHING;

        @Override
        public void append(long tsMicros, double open, double high, double low, double close, double volume) {
            if (stored.rows() != 7) {
                stored = stored.plus(tsMicros, open, high, low, close, volume);
            }
        }

        @Override
        public void drain() {}

        @Override
        public Stored readBack() {
            return stored;
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldRefuseAContenderThatLosesARow() {
        assertThatThrownBy(() -> AppendTurn.gate("forgetful", new Forgetful(), AppendSettings.TINY))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("forgetful")
                .hasMessageContaining("rows=7");
    }

    /** Takes each row at once, but for one that takes its time. */
    private static final class Stalling implements Contender {
        private static final long STALL_NANOS = 20_000_000;
        private int taken;

        @Override
        public void append(long tsMicros, double open, double high, double low, double close, double volume) {
            if (taken++ == 10) {
                Clock.spinUntil(System.nanoTime() + STALL_NANOS);
            }
        }

        @Override
        public void drain() {}

        @Override
        public Stored readBack() {
            return Stored.NOTHING;
        }

        @Override
        public void close() {}
    }

    /** Otherwise the stall of one row would hide what it does to the rows that come in the meantime. */
    @Test
    void shouldLetAStallBeFeltByEveryRowThatItKeepsWaiting() throws Exception {
        AppendLoops.Open open = new AppendLoops(new Stalling()).arrivals(1_000, 100, () -> true);
        assertThat(open.service().rowsAbove(Stalling.STALL_NANOS * 99 / 100)).isPositive();
        // Of 100 rows some 20 were due while the 11th stalled; of the service times one shows it.
        assertThat(open.response().rowsAbove(1_000_000))
                .isGreaterThan(open.service().rowsAbove(1_000_000) + 10);
    }

    @Test
    void shouldSayAtWhichRateAContenderFellBehind() throws Exception {
        Contender slow = new Stalling();
        AppendLoops.Open open = new AppendLoops(slow).arrivals(1_000_000, 2, () -> true);
        assertThat(open.keptUp(1_000_000)).isFalse();
        List<Measurement> measured = AppendLoops.report("case", "slow", 1_000_000, open);
        assertThat(measured).hasSize(1);
        assertThat(measured.get(0).metric()).isEqualTo(Measurement.NOT_SUSTAINED);
        assertThat(measured.get(0).value()).isBetween(1.0, 1_000_000.0);
    }

    private static Map<String, List<String>> metricsByCase(List<Measurement> measured) {
        return measured.stream()
                .collect(Collectors.groupingBy(
                        Measurement::caseName, Collectors.mapping(Measurement::metric, Collectors.toList())));
    }
}
