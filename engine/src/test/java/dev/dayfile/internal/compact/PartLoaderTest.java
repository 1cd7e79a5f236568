package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Listing;
import dev.dayfile.internal.parquet.PartWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day whose parts are read by 32, the first of each being small and all others large. */
class PartLoaderTest {
    private static final int PARTS = 3 * PartBatch.MOST_PARTS;
    private static final int ROWS_OF_LARGE = 700;
    private static final CompactionSettings SETTINGS = new CompactionSettings(16_384, 4, 2);

    @TempDir
    Path root;

    private TestStore store;
    private final List<Row> rows = new ArrayList<>();
    private final List<Path> parts = new ArrayList<>();
    private final AtomicInteger filesMade = new AtomicInteger();

    @BeforeEach
    void writeParts() {
        store = new TestStore(root);
        PartWriter writer = new PartWriter(TestStore.WRITER);
        for (int part = 0; part < PARTS; part++) {
            List<Row> ofPart = new ArrayList<>();
            int n = part % PartBatch.MOST_PARTS == 0 ? 1 : ROWS_OF_LARGE;
            for (int i = 0; i < n; i++) { // neighbours have a third of their keys in common
                ofPart.add(Row.of("S", OPEN + (part * 466L + i) * 1_000, part, rows.size() + ofPart.size() + 1));
            }
            rows.addAll(ofPart);
            parts.add(store.part(DAY, writer, ofPart));
        }
    }

    /** A disk that counts the files made: dayfiles, and runs of what could not be held. */
    private Disk counting() {
        return new PassingDisk() {
            @Override
            public WritableFile create(Path file) throws IOException {
                filesMade.incrementAndGet();
                return super.create(file);
            }
        };
    }

    private PartLoader loader(Toolbox tools, DayMerge merge) {
        Family family =
                new Family(store.layout.candles(TF), new CandleChecks(tools.files(), tools.market()), day -> merge);
        return new PartLoader(tools, family, merge);
    }

    @Test
    void shouldMergeLargePartsFromWhereTheyStandBehindASmallOneToo() throws IOException {
        assertThat(Files.size(parts.get(0))).isLessThan(4_096);
        assertThat(LargePart.isLarge(Files.size(parts.get(1)))).isTrue();
        assertThat(rows).hasSizeGreaterThan(3 * SETTINGS.rowsInMemory());

        Toolbox tools = store.tools(counting(), SETTINGS, DayfileSink::dayfile);
        try (DayMerge merge = new DayMerge(tools, new WorkFiles(tools.disk(), store.layout), TF, DAY)) {
            PartLoader loader = loader(tools, merge);
            loader.load(Listing.of(tools.disk(), store.layout.dayFolder(TF, DAY)));
            assertThat(loader.merged()).hasSize(PARTS);
            assertThat(loader.damaged()).isEmpty();
            assertThat(filesMade).as("runs that were spilled").hasValue(0);
            merge.publish(false, DayState.names(List.of(), loader.merged()));
            assertThat(merge.mostRowsHeld())
                    .as("the windows, which take half of the memory, and the rows of small parts")
                    .isLessThanOrEqualTo(SETTINGS.rowsInMemory() / 2 + 3 * PartBatch.MOST_PARTS);
        }
        assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
        assertThat(store.absorbed()).hasSize(PARTS);
    }

    @Test
    void shouldSetADamagedLargePartBehindASmallOneAside() throws IOException {
        Path damaged = parts.get(40);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);

        Toolbox tools = store.tools(counting(), SETTINGS, DayfileSink::dayfile);
        try (DayMerge merge = new DayMerge(tools, new WorkFiles(tools.disk(), store.layout), TF, DAY)) {
            PartLoader loader = loader(tools, merge);
            loader.load(Listing.of(tools.disk(), store.layout.dayFolder(TF, DAY)));
            assertThat(loader.damaged()).containsExactly(damaged);
            assertThat(loader.merged()).hasSize(PARTS - 1);
        }
    }

    /** More than may be read in place: the largest are, and the others are held, and spilled where that is too much. */
    @Test
    void shouldHoldWhatMayNotBeMergedInPlaceWithinItsMemory() {
        CompactionSettings little = new CompactionSettings(2_048, 4, 2);
        Toolbox tools = store.tools(counting(), little, DayfileSink::dayfile);
        try (DayMerge merge = new DayMerge(tools, new WorkFiles(tools.disk(), store.layout), TF, DAY)) {
            assertThat(merge.mostSortedParts()).isEqualTo(16);
            PartLoader loader = loader(tools, merge);
            loader.load(Listing.of(tools.disk(), store.layout.dayFolder(TF, DAY)));
            assertThat(filesMade.get()).as("runs that were spilled").isPositive();
            merge.publish(false, DayState.names(List.of(), loader.merged()));
            int batches = 3;
            assertThat(merge.mostRowsHeld())
                    .isLessThanOrEqualTo((long) (1 + batches) * little.rowsInMemory() + 4 * 8_192);
        }
        assertThat(store.dayfileRows()).isEqualTo(Row.latest(rows));
    }
}
