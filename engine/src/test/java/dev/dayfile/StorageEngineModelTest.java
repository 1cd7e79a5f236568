package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * The whole engine against the simplest model of it, a map from key to values: whatever is done in whatever order, a
 * viewport shows of each key the row that was given last. A kill is a copy of the folder while the disk is out of reach;
 * {@link KilledEngineTest} kills in earnest, which takes too long for as many cases.
 */
class StorageEngineModelTest {
    private static final List<Timeframe> TIMEFRAMES = List.of(Timeframe.parse("2m"), Timeframe.parse("1h"));
    private static final List<String> SYMBOLS = List.of("SPY", "BRK.B");
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 10, 21);
    private static final int DAYS = 3;
    private static final int CANDLES_A_DAY = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private enum Kind {
        APPEND,
        CORRECT,
        FLUSH,
        COMPACT,
        RETIRE,
        IMPORT,
        REOPEN,
        KILL
    }

    private record Step(Kind kind, int timeframe, int symbol, int day, int candle) {}

    private record Key(Timeframe timeframe, String symbol, long tsMicros) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTimeframe = timeframe.compareTo(other.timeframe);
            int bySymbol = byTimeframe != 0 ? byTimeframe : symbol.compareTo(other.symbol);
            return bySymbol != 0 ? bySymbol : Long.compare(tsMicros, other.tsMicros);
        }
    }

    /** What is being tried; a kill gives it another folder. */
    private static final class Run {
        final Path folder;
        final boolean force;
        final TreeMap<Key, Double> model = new TreeMap<>();
        Path root;
        FaultyDisk disk;
        StorageEngine engine;
        long lastSeq;
        double nextPrice = 1;
        int kills;

        Run(Path folder, boolean force) {
            this.folder = folder;
            this.force = force;
            root = folder.resolve("store-0");
            open();
        }

        void open() {
            disk = new FaultyDisk(Disk.LOCAL);
            engine = StorageEngine.open(
                    StorageConfig.builder(root)
                            .ringSlots(1024)
                            .flushInterval(Duration.ofMillis(1))
                            .force(force)
                            .build(),
                    disk);
        }

        void take(Step step) throws IOException {
            Timeframe timeframe = TIMEFRAMES.get(step.timeframe);
            LocalDate day = FIRST_DAY.plusDays(step.day);
            switch (step.kind) {
                case APPEND -> append(key(step, day, step.candle));
                case CORRECT -> {
                    Key first = model.isEmpty() ? key(step, day, step.candle) : model.firstKey();
                    append(first);
                }
                case FLUSH ->
                    assertThat(force ? engine.awaitDurable(lastSeq, PATIENCE) : engine.awaitVisible(lastSeq, PATIENCE))
                            .isTrue();
                case COMPACT -> compact(timeframe, day);
                case RETIRE -> engine.retire(Duration.ZERO);
                case IMPORT -> importThree(step, day);
                case REOPEN -> {
                    engine.close();
                    open();
                }
                case KILL -> kill();
            }
        }

        private static Key key(Step step, LocalDate day, int candle) {
            Timeframe timeframe = TIMEFRAMES.get(step.timeframe);
            long midnight = IsoTime.parse(day + "T04:00:00Z"); // in New York, in October
            return new Key(timeframe, SYMBOLS.get(step.symbol), midnight + candle * timeframe.micros());
        }

        private void append(Key key) {
            double price = nextPrice++;
            long seq = engine.candles(key.symbol, key.timeframe)
                    .append(key.tsMicros, price, price, price, price, Double.NaN);
            assertThat(seq).isGreaterThan(lastSeq);
            lastSeq = seq;
            model.put(key, price);
        }

        private void compact(Timeframe timeframe, LocalDate day) {
            assertThat(engine.awaitVisible(lastSeq, PATIENCE)).isTrue();
            CompactionReport report = engine.compact(timeframe, day);
            long keys = model.keySet().stream()
                    .filter(key -> key.timeframe.equals(timeframe)
                            && engine.clock().dayOf(key.tsMicros).equals(day))
                    .count();
            assertThat(report.rowsOut()).isEqualTo(keys);
            assertThat(report.quarantined()).isEmpty();
        }

        private void importThree(Step step, LocalDate day) {
            List<Candle> candles = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Key key = key(step, day, (step.candle + i) % CANDLES_A_DAY);
                double price = nextPrice++;
                candles.add(
                        new Candle(key.symbol, key.timeframe, key.tsMicros, price, price, price, price, Double.NaN, 0));
                model.put(key, price);
            }
            // What was appended before must be older than what is imported now, also where it still waits.
            assertThat(engine.awaitVisible(lastSeq, PATIENCE)).isTrue();
            engine.importCandles(candles.iterator());
            lastSeq = Math.max(lastSeq, engine.stats().appendedSeq());
        }

        private void kill() throws IOException {
            disk.dieAt(1);
            Path next = folder.resolve("store-" + ++kills);
            StoreCopy.of(root, next);
            disk.heal();
            engine.close();
            root = next;
            open();
        }

        void check() {
            TreeMap<Key, Double> found = new TreeMap<>();
            for (Timeframe timeframe : TIMEFRAMES) {
                for (String symbol : SYMBOLS) {
                    CandleSeries candles = engine.viewport(
                                    ViewportQuery.of(symbol, timeframe).build())
                            .candles();
                    for (int i = 0; i < candles.size(); i++) {
                        Double before = found.put(new Key(timeframe, symbol, candles.tsMicros(i)), candles.close(i));
                        assertThat(before).as("each key once").isNull();
                    }
                }
            }
            assertThat((Map<Key, Double>) found).isEqualTo(model);
        }
    }

    @Property(tries = 25)
    void shouldShowOfEachKeyTheRowThatWasGivenLast(
            @ForAll("steps") @Size(min = 1, max = 25) List<Step> steps, @ForAll("seldom") boolean force)
            throws IOException {
        Path folder = Files.createTempDirectory("engine-model");
        Run run = new Run(folder, force);
        try {
            for (Step step : steps) {
                run.take(step);
                run.check();
            }
            run.engine.close();
            run.open();
            run.check();
        } finally {
            run.engine.close();
            StoreCopy.delete(folder);
        }
    }

    /** A force costs milliseconds, and most of what is tried here does not depend on it. */
    @Provide
    Arbitrary<Boolean> seldom() {
        return Arbitraries.frequency(Tuple.of(1, true), Tuple.of(3, false));
    }

    @Provide
    Arbitrary<Step> step() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(10, Kind.APPEND),
                                Tuple.of(4, Kind.CORRECT),
                                Tuple.of(3, Kind.FLUSH),
                                Tuple.of(3, Kind.COMPACT),
                                Tuple.of(2, Kind.RETIRE),
                                Tuple.of(2, Kind.IMPORT),
                                Tuple.of(1, Kind.REOPEN),
                                Tuple.of(2, Kind.KILL)),
                        Arbitraries.integers().between(0, TIMEFRAMES.size() - 1),
                        Arbitraries.integers().between(0, SYMBOLS.size() - 1),
                        Arbitraries.integers().between(0, DAYS - 1),
                        Arbitraries.integers().between(0, CANDLES_A_DAY - 1))
                .as(Step::new);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return step().list();
    }
}
