package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole engine in a process of its own, killed in the midst of appends, corrections, imports, compactions and
 * retirements: afterwards a viewport shows what the finished steps gave, and the one under way whole or not at all.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledEngineTest {
    private static final long SEED = 42;
    private static final int KILLS = 4;
    private static final int MOST_STEPS = 150;
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 10, 21);
    private static final int DAYS = 3;
    private static final int CANDLES_A_DAY = 12;
    private static final int IMPORTED = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path root;

    /** What step {@code number} of all steps does, in whatever process. */
    private record Step(int kind, LocalDate day, int candle, int price) {
        static Step of(int number) {
            Random random = new Random(SEED + number * 31L);
            return new Step(
                    random.nextInt(10),
                    FIRST_DAY.plusDays(random.nextInt(DAYS)),
                    random.nextInt(CANDLES_A_DAY),
                    number + 1);
        }

        private long tsMicros(int i) {
            long midnight = IsoTime.parse(day + "T04:00:00Z"); // in New York, in October
            return midnight + (candle + i) % CANDLES_A_DAY * TF.micros();
        }

        void take(StorageEngine engine) {
            switch (kind) {
                case 0 -> engine.compact(TF, day);
                case 1 -> engine.retire(Duration.ZERO);
                case 2 -> {
                    // What was appended before must be older than what is imported now, also where it still waits.
                    assertThat(engine.awaitVisible(engine.stats().appendedSeq(), PATIENCE))
                            .isTrue();
                    List<Candle> candles = new ArrayList<>();
                    for (int i = 0; i < IMPORTED; i++) {
                        candles.add(new Candle("SPY", TF, tsMicros(i), price, price, price, price, Double.NaN, 0));
                    }
                    engine.importCandles(candles.iterator());
                }
                default -> engine.candles("SPY", TF).append(tsMicros(0), price, price, price, price, Double.NaN);
            }
        }

        void take(Map<Long, Double> model) {
            for (int i = 0; i < (kind == 2 ? IMPORTED : kind > 2 ? 1 : 0); i++) {
                model.put(tsMicros(i), (double) price);
            }
        }
    }

    @Test
    void shouldShowEveryFinishedStepAndTheLastOneWholeOrNotAtAll() throws Exception {
        Random random = new Random(SEED);
        TreeMap<Long, Double> model = new TreeMap<>();
        int next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int done = killAfter(next, 1 + random.nextInt(MOST_STEPS), random.nextInt(2_000_000));
            for (; next < done; next++) {
                Step.of(next).take(model);
            }
            TreeMap<Long, Double> withTheNext = new TreeMap<>(model);
            Step.of(next).take(withTheNext);
            try (StorageEngine engine = open(root)) {
                TreeMap<Long, Double> found = new TreeMap<>();
                CandleSeries candles =
                        engine.viewport(ViewportQuery.of("SPY", TF).build()).candles();
                for (int i = 0; i < candles.size(); i++) {
                    assertThat(found.put(candles.tsMicros(i), candles.close(i)))
                            .as("each key once")
                            .isNull();
                }
                assertThat(found)
                        .as("kill %d, after step %d %s, seed %d", kill, next, Step.of(next), SEED)
                        .isIn(model, withTheNext);
                model = found;
            }
            next++;
        }
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
    }

    /** Runs steps in a child and kills it a moment after some of them are done; returns how many were. */
    private int killAfter(int from, int steps, int nanos) throws Exception {
        Process child = ChildJvm.start(ChildJvm.SMALL, Child.class, root, from);
        int done = from;
        try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                done = Integer.parseInt(line);
                if (done == from + steps) {
                    TimeUnit.NANOSECONDS.sleep(nanos);
                    child.toHandle().destroyForcibly(); // the process's own method would close the pipe as well
                }
            }
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
        assertThat(done).isGreaterThanOrEqualTo(from + steps);
        assertThat(child.exitValue()).as("128 + SIGKILL").isEqualTo(137);
        return done;
    }

    private static StorageEngine open(Path root) {
        return StorageEngine.open(StorageConfig.builder(root)
                .ringSlots(1024)
                .flushInterval(Duration.ofMillis(1))
                .build());
    }

    /** Takes one step after the other until it is killed, and tells how many are done. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            StorageEngine engine = open(Path.of(args[0]));
            for (int step = Integer.parseInt(args[1]); ; step++) {
                Step.of(step).take(engine);
                System.out.println(step + 1); // one write a line
            }
        }
    }
}
