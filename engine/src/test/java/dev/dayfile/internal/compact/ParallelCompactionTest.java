package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.parquet.Workers;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of several row groups, with corrections and a damaged part, folded on several threads. */
class ParallelCompactionTest {
    private static final int SYMBOLS = 300;
    private static final int CANDLES = 40;
    private static final CompactionSettings THREE = new CompactionSettings(1 << 20, 64, 3);

    @TempDir
    Path folder;

    private List<String> dayParts(TestStore store) {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int part = 0; part < CANDLES; part++) {
            for (int s = 0; s < SYMBOLS; s++) {
                int bar = random.nextInt(10) == 0 ? random.nextInt(part + 1) : part;
                rows.add(Row.of("S" + s, OPEN + bar * TestStore.TWO_MINUTES, s + part, 1 + part * SYMBOLS + s));
            }
        }
        // Large parts, and small ones in between, as a burst and a trickle make them.
        for (int from = 0; from < rows.size(); ) {
            int to = Math.min(rows.size(), from + (random.nextInt(3) == 0 ? 700 : 1 + random.nextInt(60)));
            store.part(rows.subList(from, to));
            from = to;
        }
        return TestStore.filesBelow(store.dayFolder());
    }

    /** Helping threads stay for a while, but none of them may still be in anything of ours. */
    private static boolean helpersAreIdle() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().startsWith("dayfile-merge"))
                .flatMap(each -> Arrays.stream(each.getValue()))
                .map(StackTraceElement::getClassName)
                .noneMatch(name -> name.startsWith("dev.dayfile") && !name.startsWith(Workers.class.getName()));
    }

    @Test
    void shouldMakeTheSameFileHoweverManyThreadsAndRowsInMemory() throws IOException {
        byte[] expected = null;
        for (CompactionSettings settings : List.of(
                new CompactionSettings(1 << 20, 64, 1),
                THREE,
                new CompactionSettings(1_500, 4, 1),
                new CompactionSettings(1_500, 4, 3),
                new CompactionSettings(3_000, 64, 2))) {
            TestStore store = new TestStore(folder.resolve(settings.toString()));
            List<String> parts = dayParts(store);
            store.compactor(new PassingDisk(), settings).compact(TF, DAY);
            byte[] file = Files.readAllBytes(store.dayfile());
            expected = expected == null ? file : expected;
            assertThat(file).as("%s", settings).isEqualTo(expected);
            assertThat(store.absorbed()).isEqualTo(parts);
            assertThat(store.temporaries()).isEmpty();
            TestStore.delete(store.root);
        }
        assertThat(helpersAreIdle()).isTrue();
    }

    @Test
    void shouldSetADamagedPartAsideAndKeepTheOthers() throws IOException {
        TestStore store = new TestStore(folder);
        List<String> parts = dayParts(store);
        List<String> damaged = List.of(parts.get(1), parts.get(parts.size() / 2), parts.get(parts.size() - 1));
        damaged.forEach(part -> TestStore.damage(store.dayFolder().resolve(part)));

        assertThat(store.compactor(new PassingDisk(), THREE).compact(TF, DAY).quarantined())
                .hasSize(3);

        List<String> kept = new ArrayList<>(parts);
        kept.removeAll(damaged);
        assertThat(store.absorbed()).isEqualTo(kept);
        assertThat(store.dayfileRows()).isEqualTo(store.visibleRows());
    }

    @Test
    void shouldStopEverythingWhateverCallFails() throws IOException {
        TestStore store = new TestStore(folder);
        List<String> parts = dayParts(store);
        Random random = new Random(3);
        List<Row> visible = store.visibleRows();
        int failed = 0;
        boolean fired = true;
        for (int n = 1; fired; n += 1 + random.nextInt(25)) {
            FaultyDisk disk = new FaultyDisk(new PassingDisk());
            disk.failAt(n, new IOException("Input/output error"));
            try {
                store.compactor(disk, new CompactionSettings(5_000, 64, 3)).compact(TF, DAY);
            } catch (StorageException e) {
                failed++;
                assertThat(e).as("call %d", n).isNotInstanceOf(CorruptFileException.class);
                assertThat(store.temporaries()).as("call %d", n).isEmpty();
            }
            assertThat(helpersAreIdle()).as("call %d", n).isTrue();
            assertThat(TestStore.filesBelow(store.dayFolder())).isEqualTo(parts);
            if (Files.exists(store.dayfile())) { // published, and then its folder could not be forced
                assertThat(store.dayfileRows()).as("call %d", n).isEqualTo(visible);
                Files.delete(store.dayfile());
            }
            fired = disk.fired();
        }
        assertThat(failed).isGreaterThan(10);
    }

    @Test
    void shouldFindAFaultThatIsPlantedBeforeTheThreads() throws IOException {
        TestStore store = new TestStore(folder);
        List<String> parts = dayParts(store);
        DayfileSink.Factory fault = (out, timeframe, writer, grid) ->
                new ForwardingSink(DayfileSink.dayfile(out, timeframe, writer, grid, 3)) {
                    @Override
                    public void add(CandleColumns columns, int from, int to) {
                        CandleColumns copy = new CandleColumns();
                        copy.addRange(columns, from, to);
                        for (int i = 0; i < copy.size; i++) {
                            copy.close[i] = copy.seq[i] == 9_001 ? Math.nextUp(copy.close[i]) : copy.close[i];
                        }
                        real.add(copy, 0, copy.size);
                    }
                };

        Compactor compactor = new Compactor(store.tools(new PassingDisk(), THREE, fault), store.gate, store.clock);
        assertThatThrownBy(() -> compactor.compact(TF, DAY))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("digest");

        assertThat(store.dayfile()).doesNotExist();
        assertThat(store.temporaries()).isEmpty();
        assertThat(TestStore.filesBelow(store.dayFolder())).isEqualTo(parts);
        assertThat(helpersAreIdle()).isTrue();
    }

    @Test
    void shouldFindDamageOfTheFileBetweenWritingAndProof() throws IOException {
        TestStore store = new TestStore(folder);
        dayParts(store);
        Disk damaging = new PassingDisk() {
            @Override
            public ReadableFile openRead(Path file) throws IOException {
                if (file.getFileName()
                        .toString()
                        .startsWith(store.dayfile().getFileName().toString())) {
                    TestStore.damage(file);
                }
                return super.openRead(file);
            }
        };
        assertThatThrownBy(() -> store.compactor(damaging, THREE).compact(TF, DAY))
                .isInstanceOf(CorruptFileException.class);
        assertThat(store.dayfile()).doesNotExist();
        assertThat(store.temporaries()).isEmpty();
    }

    @Test
    void shouldFindAPartThatChangedAfterItWasProved() throws IOException {
        TestStore store = new TestStore(folder);
        List<String> parts = dayParts(store);
        String large = parts.stream()
                .filter(part -> store.dayFolder().resolve(part).toFile().length() > 70_000)
                .findFirst()
                .orElseThrow();
        int[] opened = new int[1];
        Disk damaging = new PassingDisk() {
            @Override
            public ReadableFile openRead(Path file) throws IOException {
                if (file.getFileName().toString().equals(large) && ++opened[0] == 2) {
                    // in the middle of the page of closing prices: nothing but their digest can tell
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[bytes.length * 7 / 10] ^= 1;
                    Files.write(file, bytes);
                }
                return super.openRead(file);
            }
        };
        assertThatThrownBy(() -> store.compactor(damaging, THREE).compact(TF, DAY))
                .isInstanceOf(CorruptFileException.class);
        assertThat(opened[0]).isEqualTo(2);
        assertThat(store.dayfile()).doesNotExist();
        assertThat(store.temporaries()).isEmpty();
        assertThat(TestStore.filesBelow(store.dayFolder())).isEqualTo(parts);

        assertThat(store.compactor(new PassingDisk(), THREE).compact(TF, DAY).quarantined())
                .as("the next run finds which it is")
                .hasSize(1)
                .allMatch(moved -> moved.getFileName().toString().contains(large));
        assertThat(store.dayfileRows()).isEqualTo(store.visibleRows());
    }

    @Test
    void shouldFindDamageOfARunThatWasPutAside() throws IOException {
        TestStore store = new TestStore(folder);
        List<String> parts = dayParts(store);
        Disk damaging = new PassingDisk() {
            @Override
            public ReadableFile openRead(Path file) throws IOException {
                if (file.getFileName().toString().startsWith("run-")) {
                    TestStore.damage(file);
                }
                return super.openRead(file);
            }
        };
        assertThatThrownBy(() -> store.compactor(damaging, new CompactionSettings(1_000, 64, 2))
                        .compact(TF, DAY))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("work file");
        assertThat(store.dayfile()).doesNotExist();
        assertThat(store.temporaries()).isEmpty();
        assertThat(TestStore.filesBelow(store.dayFolder())).isEqualTo(parts);
    }
}
