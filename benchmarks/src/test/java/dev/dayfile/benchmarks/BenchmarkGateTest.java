package dev.dayfile.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CandleSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every benchmark's body runs, and its contenders do the same work: without that a ratio of them means nothing. */
class BenchmarkGateTest {
    @Test
    void shouldTakeTheSameCandlesIntoEveryContenderOfAppend() {
        AppendBenchmark engineRun = new AppendBenchmark();
        AppendBenchmark disruptorRun = new AppendBenchmark();
        engineRun.open();
        disruptorRun.open();
        try {
            engineRun.drain();
            engineRun.dayfile();
            engineRun.drain();
            engineRun.dayfile();
            disruptorRun.noOpDisruptor();
            disruptorRun.drain();
            disruptorRun.noOpDisruptor();
            long rows = 2 * AppendBenchmark.BURST;
            assertThat(engineRun.takenByEngine())
                    .isEqualTo(disruptorRun.takenByDisruptor())
                    .isEqualTo(new AppendBenchmark.Taken(rows, rows * (rows - 1) / 2.0));
        } finally {
            engineRun.close();
            disruptorRun.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerTheSameByEveryContenderOfViewport(ViewportBenchmark.Day day) {
        ViewportBenchmark benchmark = new ViewportBenchmark();
        benchmark.day = day;
        benchmark.fill();
        try {
            assertThat(benchmark.dayfile()).isEqualTo(ViewportBenchmark.CANDLES);
            assertThat(benchmark.arrayCopy()).isEqualTo(ViewportBenchmark.CANDLES);
            CandleSeries.Columns engine = benchmark.answerOfEngine();
            CandleSeries.Columns arrays = benchmark.answerOfArrayCopy();
            assertThat(engine.tsMicros()).isSorted().isEqualTo(arrays.tsMicros());
            assertThat(engine.open()).isEqualTo(arrays.open());
            assertThat(engine.high()).isEqualTo(arrays.high());
            assertThat(engine.low()).isEqualTo(arrays.low());
            assertThat(engine.close()).isEqualTo(arrays.close());
            assertThat(engine.volume()).isEqualTo(arrays.volume());
            assertThat(engine.seq()).isEqualTo(arrays.seq());
        } finally {
            benchmark.close();
        }
    }
}
