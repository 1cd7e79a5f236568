package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.compact.PassingDisk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine is killed while rows wait in its ring, and the store is opened with a ring in another place: the rows are
 * there, each once, whatever call to the disk fails or wherever the process dies meanwhile.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RingMovedTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long T0 = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final int VISIBLE = 3;
    private static final int ROWS = 10;

    @TempDir
    Path folder;

    private Path root;
    private Path before;
    private Path killed;

    @BeforeEach
    void kill() throws Exception {
        root = folder.resolve("store");
        before = root.resolve("../before.ring").normalize();
        Process child = ChildJvm.start(ChildJvm.SMALL, Child.class, root, before);
        try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("appended");
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
        killed = folder.resolve("killed");
        StoreCopy.of(root, killed);
        Files.copy(before, folder.resolve("killed.ring"));
    }

    /** Appends rows, of which the first ones become visible and the others wait in the ring. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            Path root = Path.of(args[0]);
            StorageConfig.Builder config =
                    StorageConfig.builder(root).ringFile(Path.of(args[1])).ringSlots(1024);
            try (StorageEngine engine = StorageEngine.open(config.build())) {
                append(engine, 0, VISIBLE);
            }
            StorageEngine engine = StorageEngine.open(
                    config.flushInterval(Duration.ofMinutes(1)).build());
            append(engine, VISIBLE, ROWS);
            System.out.println("appended");
            Thread.sleep(Duration.ofMinutes(10).toMillis());
        }
    }

    private static void append(StorageEngine engine, int from, int to) {
        for (int i = from; i < to; i++) {
            engine.candles("SPY", TF).append(T0 + i * TF.micros(), 1, 2, 0.5, 1, i);
        }
    }

    private StorageConfig config(Path ring) {
        StorageConfig.Builder config = StorageConfig.builder(root).ringSlots(1024);
        return ring == null ? config.build() : config.ringFile(ring).build();
    }

    /** Everything is there, each key once and each row with a sequence of its own, and new rows have greater ones. */
    private void requireAllRows(Path ring, String when) {
        try (StorageEngine engine = StorageEngine.open(config(ring))) {
            CandleSeries candles = engine.viewport(
                            ViewportQuery.of("SPY", TF).last(100).build())
                    .candles();
            SortedSet<Long> sequences = new TreeSet<>();
            for (int i = 0; i < candles.size(); i++) {
                assertThat(candles.volume(i)).as(when).isEqualTo(i);
                sequences.add(candles.seq(i));
            }
            assertThat(sequences).as(when).hasSize(ROWS);
            long next = engine.candles("SPY", TF).append(T0, 1, 2, 0.5, 1, 0);
            assertThat(next).as(when).isGreaterThan(sequences.last());
        }
        assertThat(StorageVerifier.verify(root).findings()).as(when).isEmpty();
    }

    @Test
    void shouldHaveTheRowsOfTheRingBefore() {
        Path after = folder.resolve("after.ring");
        try (StorageEngine engine = StorageEngine.open(config(after))) {
            assertThat(engine.stats().replayedRows()).isEqualTo(ROWS - VISIBLE);
        }
        requireAllRows(null, "in the new place");
        requireAllRows(before, "back in the old one, where the rows still are");
        assertThat(after).exists();
    }

    @Test
    void shouldLoseNothingWhateverCallFailsOrWhereverTheProcessDies() throws IOException {
        boolean fired = true;
        int n = 0;
        while (fired) {
            n++;
            fired = tryOnce(n, false);
            fired |= tryOnce(n, true);
        }
        assertThat(n).as("calls that could fail").isGreaterThan(30);
    }

    /** Returns whether there was an n-th call. */
    private boolean tryOnce(int n, boolean dies) throws IOException {
        StoreCopy.delete(root);
        StoreCopy.of(killed, root);
        Path after = folder.resolve("after-" + n + ".ring");
        Files.delete(before);
        Files.copy(folder.resolve("killed.ring"), before);
        FaultyDisk disk = new FaultyDisk(new PassingDisk());
        disk.breakAt(n, dies);
        boolean fired;
        try {
            StorageEngine engine = StorageEngine.open(config(after), disk);
            fired = disk.fired();
            disk.heal();
            engine.close();
        } catch (StorageException e) {
            fired = disk.fired();
            assertThat(fired).as("call %d: %s", n, e).isTrue();
        }
        // Whichever ring is named next: the old one, the new one, or the one that the store knows of.
        Path next = (n + (dies ? 1 : 0)) % 3 == 0 ? null : (n + (dies ? 1 : 0)) % 3 == 1 ? after : before;
        requireAllRows(next, "call " + n + (dies ? " died" : " failed") + ", then with " + next);
        return fired;
    }
}
