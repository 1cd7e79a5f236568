package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.BoundaryOrder;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dayfiles of the timeline: what goes in comes out, to parquet-java too, and no wrong bit goes unseen. */
class EventFileTest {
    private static final long SEED = Long.getLong("dayfile.seed", 20251022);
    private static final long T0 = TestEvents.FIRST_MICROS;

    @TempDir
    Path folder;

    private static List<ObjectEvent> events(int n) {
        List<ObjectEvent> events = new ArrayList<>();
        for (int seq = 1; seq <= n; seq++) {
            events.add(event(seq));
        }
        return events;
    }

    private Path write(List<ObjectEvent> events) throws IOException {
        Path file = folder.resolve("2025-10-22.parquet");
        Files.deleteIfExists(file);
        try (Disk.WritableFile out = Disk.LOCAL.create(file)) {
            EventDayfileWriter writer = new EventDayfileWriter(out, "00000000000000aa");
            events.forEach(writer::add);
            assertThat(writer.finish(List.of("part-a", "part-b"))).isEqualTo(out.size());
            assertThatThrownBy(() -> writer.add(event(events.size() + 1))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.finish(List.of())).isInstanceOf(IllegalStateException.class);
        }
        return file;
    }

    @Test
    void shouldGiveBackWhatItTookOverSeveralRowGroups() throws IOException {
        List<ObjectEvent> events = events(9_000);
        ObjectFiles.Events read = new ObjectFiles(Disk.LOCAL).readEvents(write(events));
        assertThat(read.events()).isEqualTo(events);
        assertThat(read.footer().absorbed()).containsExactly("part-a", "part-b");
        assertThat(read.footer().firstSeq()).isEqualTo(1);
        assertThat(read.footer().lastSeq()).isEqualTo(9_000);
        assertThat(read.footer().minTsMicros()).isEqualTo(T0 + 1_000);
        assertThat(read.footer().maxTsMicros()).isEqualTo(T0 + 9_000_000);
    }

    @Test
    void shouldRefuseSequencesThatDoNotAscend() throws IOException {
        try (Disk.WritableFile out = Disk.LOCAL.create(folder.resolve("x.parquet"))) {
            EventDayfileWriter writer = new EventDayfileWriter(out, "00000000000000aa");
            assertThatThrownBy(() -> writer.finish(List.of())).hasMessageContaining("at least one row");
            writer.add(event(5));
            assertThatThrownBy(() -> writer.add(event(5))).hasMessageContaining("ascend");
        }
    }

    @Test
    void shouldIndexPagesSoThatOthersCanSkipThem() throws IOException {
        Path file = write(events(9_000));
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification(true)
                .build();
        try (Disk.ReadableFile in = Disk.LOCAL.openRead(file);
                ParquetFileReader reader = ParquetFileReader.open(new DiskInput(in), options)) {
            long firstSeq = 1;
            for (BlockMetaData group : reader.getFooter().getBlocks()) {
                for (ColumnChunkMetaData column : group.getColumns()) {
                    OffsetIndex offsets = reader.readOffsetIndex(column);
                    ColumnIndex index = reader.readColumnIndex(column);
                    int pages = (int) ((group.getRowCount() + 2_047) / 2_048);
                    assertThat(offsets.getPageCount()).isEqualTo(pages);
                    assertThat(offsets.getFirstRowIndex(pages - 1)).isEqualTo(2_048L * (pages - 1));
                    if (column.getPath().toDotString().equals("payload")) {
                        assertThat(index).isNull(); // some are longer than what may stand in statistics
                    } else {
                        assertThat(index.getNullCounts()).hasSize(pages);
                    }
                }
                ColumnIndex seqs = reader.readColumnIndex(group.getColumns().get(0));
                assertThat(seqs.getBoundaryOrder()).isEqualTo(BoundaryOrder.ASCENDING);
                for (int page = 0; page < seqs.getMinValues().size(); page++) {
                    assertThat(seqs.getMinValues().get(page).getLong()).isEqualTo(firstSeq + 2_048L * page);
                }
                ColumnIndex steps = reader.readColumnIndex(group.getColumns().get(1));
                assertThat(steps.getNullPages()).doesNotContain(false); // nobody gave any
                firstSeq += group.getRowCount();
            }
        }
    }

    @Test
    void shouldFindEveryFlippedBitOfASmallDayfile() throws IOException {
        Path file = write(events(5));
        byte[] bytes = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            requireFound(file, bytes, bit);
        }
    }

    @Test
    void shouldFindFlippedBitsOfALargerDayfile() throws IOException {
        Path file = write(events(4_500));
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(SEED);
        System.out.println("dayfile.seed=" + SEED);
        for (int i = 0; i < 200; i++) {
            requireFound(file, bytes, random.nextInt(8 * bytes.length));
        }
    }

    private static void requireFound(Path file, byte[] bytes, int bit) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> new ObjectFiles(new BytesDisk(bytes)).verifyEvents(file))
                .as("bit %d of byte %d", bit % 8, bit / 8)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.path()).isEqualTo(file));
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }

    @Test
    void shouldFindAnyLengthCutOff() throws IOException {
        Path file = write(events(20));
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            BytesDisk disk = new BytesDisk(bytes, length);
            assertThatThrownBy(() -> new ObjectFiles(disk).verifyEvents(file)).isInstanceOf(CorruptFileException.class);
        }
    }
}
