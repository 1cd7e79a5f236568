package dev.dayfile.benchmarks;

import dev.dayfile.CandleAppender;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.generator.SessionGenerator;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The viewport that a strategy asks for many times a second: the {@value #CANDLES} candles of one session of 2 minutes,
 * out of {@value #DAYS} sessions of {@value #SYMBOLS} symbols, all in memory.
 *
 * <p>Contenders:
 * <ul>
 *   <li>{@code dayfile}: {@link StorageEngine#viewport(ViewportQuery, ViewportBuffer)} into a buffer that is kept.
 *   <li>{@code arrayCopy}: the floor. The symbol's candles as plain arrays: two binary searches and seven copies into
 *       arrays that are kept.
 * </ul>
 * {@code day} says where the session is: the open day, which the engine has from the ring, or a compacted day, which
 * its cache has read from the dayfile.
 *
 * <p>Not measured: a day that is not cached, windows over several days, appends and compactions beside it, a reader in
 * another process, a viewport that allocates its answer.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar ViewportBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ViewportBenchmark {
    static final int CANDLES = 195;
    static final int DAYS = 3;
    static final int SYMBOLS = 20;

    private static final Timeframe TIMEFRAME = Timeframe.parse("2m");
    private static final String SYMBOL = "S07";

    /** Which session is asked for. */
    public enum Day {
        OPEN,
        COMPACTED
    }

    @Param
    Day day;

    private TemporaryStore store;
    private StorageEngine engine;
    private ViewportQuery query;
    private final ViewportBuffer buffer = new ViewportBuffer();

    private long fromMicros;
    private long toMicros;
    private CandleSeries.Columns all;
    private final CandleSeries.Columns copied = new CandleSeries.Columns(
            new long[CANDLES],
            new double[CANDLES],
            new double[CANDLES],
            new double[CANDLES],
            new double[CANDLES],
            new double[CANDLES],
            new long[CANDLES]);

    @Setup
    public void fill() {
        store = new TemporaryStore();
        engine = StorageEngine.open(StorageConfig.builder(store.root()).build());
        String[] symbols = new String[SYMBOLS];
        Arrays.setAll(symbols, i -> String.format("S%02d", i));
        SessionGenerator sessions = SessionGenerator.builder()
                .symbols(symbols)
                .timeframes(List.of(TIMEFRAME))
                .days(DAYS)
                .seed(42)
                .build();
        CandleBuffer ofSymbol = new CandleBuffer();
        long seq = 0;
        for (Candle c : sessions) {
            CandleAppender appender = engine.candles(c.symbol(), c.timeframe());
            seq = appender.append(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume());
            if (c.symbol().equals(SYMBOL)) {
                ofSymbol.add(c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume(), seq);
            }
        }
        all = ofSymbol.toArrays();
        if (!engine.awaitDurable(seq, Duration.ofSeconds(60))) {
            throw new IllegalStateException("the engine did not drain: " + engine.stats());
        }
        List<LocalDate> days = List.copyOf(engine.daysWaiting(TIMEFRAME));
        if (days.size() != DAYS) {
            throw new IllegalStateException("days=" + days);
        }
        for (LocalDate closed : days.subList(0, DAYS - 1)) {
            engine.compact(TIMEFRAME, closed);
        }
        engine.retire(Duration.ZERO);

        LocalDate asked = day == Day.OPEN ? days.get(DAYS - 1) : days.get(DAYS - 2);
        fromMicros = engine.clock().startMicros(asked);
        toMicros = engine.clock().endMicros(asked) - 1;
        query = ViewportQuery.of(SYMBOL, TIMEFRAME)
                .between(fromMicros, toMicros)
                .build();
    }

    @TearDown
    public void close() {
        engine.close();
        store.close();
    }

    @Benchmark
    public int dayfile() {
        engine.viewport(query, buffer);
        return buffer.candles().size();
    }

    @Benchmark
    public int arrayCopy() {
        int from = firstNotBefore(all.tsMicros(), fromMicros);
        int n = firstNotBefore(all.tsMicros(), toMicros + 1) - from;
        System.arraycopy(all.tsMicros(), from, copied.tsMicros(), 0, n);
        System.arraycopy(all.open(), from, copied.open(), 0, n);
        System.arraycopy(all.high(), from, copied.high(), 0, n);
        System.arraycopy(all.low(), from, copied.low(), 0, n);
        System.arraycopy(all.close(), from, copied.close(), 0, n);
        System.arraycopy(all.volume(), from, copied.volume(), 0, n);
        System.arraycopy(all.seq(), from, copied.seq(), 0, n);
        return n;
    }

    private static int firstNotBefore(long[] sorted, long value) {
        int found = Arrays.binarySearch(sorted, value);
        return found >= 0 ? found : -found - 1;
    }

    /** What the gate compares: the answers of both contenders. */
    CandleSeries.Columns answerOfEngine() {
        return buffer.candles().toArrays();
    }

    CandleSeries.Columns answerOfArrayCopy() {
        return copied;
    }
}
