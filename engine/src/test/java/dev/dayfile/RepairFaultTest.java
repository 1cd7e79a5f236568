package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.compact.PassingDisk;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code verify --repair} of a store with one damage of every kind, where each call to the disk fails in turn, or the
 * process dies there: nothing that was whole before is lost, and the next repair completes.
 */
class RepairFaultTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String[] DAYS = {"2025-10-20", "2025-10-21", "2025-10-22"};

    @TempDir
    Path folder;

    private Path damaged;

    /** What repairs must arrive at. */
    private SortedSet<String> expected;

    @BeforeEach
    void damageAStore() throws IOException {
        damaged = folder.resolve("damaged");
        Path live = folder.resolve("live");
        StorageConfig.Builder config = StorageConfig.builder(live).ringSlots(1024);
        try (StorageEngine engine =
                StorageEngine.open(config.flushInterval(Duration.ofMillis(1)).build())) {
            append(engine, DAYS[0], 0, 3);
            append(engine, DAYS[0], 3, 2);
            engine.compact(TF, LocalDate.parse(DAYS[0]));
            engine.retire(Duration.ZERO);
            append(engine, DAYS[1], 0, 2);
            append(engine, DAYS[1], 2, 2);
            for (int i = 0; i < 3; i++) {
                ObjectEvent event = ObjectEvent.create("z" + i, "level", "SPY", TF)
                        .level(5)
                        .at(time(DAYS[i], 0))
                        .build();
                assertThat(engine.objects().awaitVisible(engine.objects().append(event), PATIENCE))
                        .isTrue();
            }
            engine.objects().compact(LocalDate.parse(DAYS[2]));
            engine.retire(Duration.ZERO);
        }
        try (StorageEngine engine =
                StorageEngine.open(config.flushInterval(Duration.ofMinutes(1)).build())) {
            for (int i = 0; i < 4; i++) {
                engine.candles("QQQ", TF).append(time(DAYS[2], i), 1, 2, 0.5, i, Double.NaN);
            }
            StoreCopy.of(live, damaged); // the last rows are in the ring alone
        }
        StoreLayout layout = new StoreLayout(damaged);
        flip(layout.dayfile(TF, LocalDate.parse(DAYS[0])), 100);
        flip(files(damaged.resolve("data/2m/" + DAYS[1])).get(0), 100);
        flip(files(damaged.resolve("objects/timeline")).get(0), 100);
        flip(layout.objects().dayfile(LocalDate.parse(DAYS[2])), 100);
        flip(layout.objectSnapshot(), 100);
        byte[] ring = Files.readAllBytes(layout.candleRing());
        int slot = slotOf(ring, "QQQ");
        ring[slot] ^= 1;
        Files.write(layout.candleRing(), ring);

        Files.writeString(layout.candleRingPlace(), "nonsense");

        Path reference = folder.resolve("reference");
        StoreCopy.of(damaged, reference);
        VerifyReport report = StorageVerifier.repair(reference);
        assertThat(report.findings()).as("each damage is found").hasSizeGreaterThanOrEqualTo(7);
        assertThat(StorageVerifier.verify(reference).clean()).isTrue();
        expected = whole(reference);
        assertThat(expected)
                .as("5 rebuilt, 2 of a whole part, 3 of the ring, 1 event of a whole part, 1 rebuilt")
                .hasSize(5 + 2 + 3 + 1 + 1);
    }

    /** The last place where a text stands in the file: a slot's label. */
    private static int slotOf(byte[] ring, String text) {
        for (int at = ring.length - text.length(); at > 0; at--) {
            if (ring[at] == text.charAt(0) && ring[at + 1] == text.charAt(1) && ring[at + 2] == text.charAt(2)) {
                return at;
            }
        }
        throw new AssertionError("no slot has the symbol " + text);
    }

    private static long time(String day, int candle) {
        return IsoTime.parse(day + "T14:00:00Z") + candle * TF.micros();
    }

    private static void append(StorageEngine engine, String day, int from, int candles) {
        long seq = 0;
        for (int i = from; i < from + candles; i++) {
            seq = engine.candles("SPY", TF).append(time(day, i), 1, 2, 0.5, i, Double.NaN);
        }
        assertThat(engine.awaitDurable(seq, PATIENCE)).isTrue();
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[at] ^= 1;
        Files.write(file, content);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(StoreLayout.PARQUET))
                    .sorted()
                    .toList();
        }
    }

    /** Every row and event in a file that can be read, each once. */
    private static SortedSet<String> whole(Path root) throws IOException {
        SortedSet<String> rows = new TreeSet<>();
        for (Path file : files(root.resolve("data"))) {
            CandleColumns columns = new CandleColumns();
            try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(file)) {
                for (int group = 0; group < reader.rowGroups(); group++) {
                    reader.readRowGroup(group, new SymbolTable(), columns);
                }
            } catch (CorruptFileException e) {
                continue;
            }
            for (int i = 0; i < columns.size; i++) {
                rows.add(columns.symbol[i] + " " + columns.tsMicros[i] + " " + columns.close[i] + " " + columns.seq[i]);
            }
        }
        for (Path file : files(root.resolve("objects/timeline"))) {
            try {
                new ObjectFiles(Disk.LOCAL)
                        .readEvents(file)
                        .events()
                        .forEach(event -> rows.add(event.objectId() + " " + event.seq()));
            } catch (CorruptFileException e) {
                continue;
            }
        }
        return rows;
    }

    @Test
    void shouldCompleteARepairWhateverCallFailedOrWhereverTheProcessDied() throws IOException {
        SortedSet<String> before = whole(damaged);
        boolean fired = true;
        int n = 0;
        while (fired) {
            n++;
            fired = tryOnce(n, false, before);
            if (n % 3 == 0) { // a death is a call that fails, and all after it: a third of the places will do
                tryOnce(n, true, before);
            }
        }
        assertThat(n).as("calls that could fail").isGreaterThan(100);
    }

    /** Returns whether there was an n-th call. */
    private boolean tryOnce(int n, boolean dies, SortedSet<String> before) throws IOException {
        Path root = folder.resolve("try-" + n);
        StoreCopy.of(damaged, root);
        FaultyDisk disk = new FaultyDisk(new PassingDisk());
        disk.breakAt(n, dies);
        try {
            StorageVerifier.repair(root, null, disk);
        } catch (StorageException e) {
            assertThat(e).as("call %d", n).isNotInstanceOf(CorruptFileException.class);
        }
        assertThat(whole(root)).as("call %d", n).containsAll(before);
        assertThat(new StoreLayout(root).candleRingPlace()).as("call %d", n).exists();

        StorageVerifier.repair(root, null, new PassingDisk());
        assertThat(whole(root)).as("call %d, then again", n).isEqualTo(expected);
        if (n % 10 == 0 || !disk.fired()) {
            assertThat(StorageVerifier.verify(root).findings())
                    .as("call %d, then again", n)
                    .isEmpty();
        }
        StoreCopy.delete(root);
        return disk.fired();
    }
}
