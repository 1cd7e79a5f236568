package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayfileWriterTest {
    @TempDir
    Path folder;

    @Test
    void shouldRefuseKeysThatDoNotAscend() throws IOException {
        CandleColumns rows = new CandleColumns();
        rows.add(SymbolKey.of("B"), 5_000_000, 1, 1, 1, 1, 1, 1);
        rows.add(SymbolKey.of("B"), 5_000_000, 1, 1, 1, 1, 1, 2);
        rows.add(SymbolKey.of("A"), 6_000_000, 1, 1, 1, 1, 1, 3);
        rows.add(SymbolKey.of("B"), 6_000_000, 1, 1, 1, 1, 1, 4);
        Path file = folder.resolve("2025-10-22.parquet");
        try (Disk.WritableFile out = Disk.LOCAL.create(file);
                DayfileWriter writer = new DayfileWriter(out, SampleFiles.TWO_MINUTES, SampleFiles.WRITER)) {
            writer.add(rows, 0);
            assertThatThrownBy(() -> writer.add(rows, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("symbol=B");
            assertThatThrownBy(() -> writer.add(rows, 2)).isInstanceOf(IllegalStateException.class);
            writer.add(rows, 3);
            writer.finish(List.of());
            assertThat(writer.footer().rows()).isEqualTo(2);
            assertThatThrownBy(() -> writer.add(rows, 3)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.finish(List.of())).isInstanceOf(IllegalStateException.class);
        }
        assertThat(new CandleFiles(Disk.LOCAL).verify(file).lastSeq()).isEqualTo(4);
    }

    @Test
    void shouldRefuseADayfileWithoutRows() throws IOException {
        try (Disk.WritableFile out = Disk.LOCAL.create(folder.resolve("2025-10-22.parquet"));
                DayfileWriter writer = new DayfileWriter(out, SampleFiles.TWO_MINUTES, SampleFiles.WRITER)) {
            assertThatThrownBy(() -> writer.finish(List.of())).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::footer).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldKeepTheNamesOfAbsorbedParts() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            names.add(String.format("part-20251022_%06d.290000-%08x.parquet", i, i * 0x9E3779B9));
        }
        Path file =
                SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), SampleFiles.session(10, 2, 1), names);

        assertThat(new CandleFiles(Disk.LOCAL).verify(file).absorbed()).isEqualTo(names);
    }

    @Test
    void shouldSayTheSameAsTheFileItWrote() throws IOException {
        CandleColumns rows = SampleFiles.session(9_000, 5, 3);
        Path file = folder.resolve("2025-10-22.parquet");
        FileFooter said;
        try (Disk.WritableFile out = Disk.LOCAL.create(file);
                DayfileWriter writer = new DayfileWriter(out, SampleFiles.TWO_MINUTES, SampleFiles.WRITER)) {
            for (int i = 0; i < rows.size; i++) {
                writer.add(rows, i);
            }
            writer.finish(List.of("part-x"));
            said = writer.footer();
        }

        assertThat(new CandleFiles(Disk.LOCAL).verify(file)).isEqualTo(said);
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(file)) {
            assertThat(reader.rowGroups()).isEqualTo(2);
        }
    }

    /** A failure at any write is reported with its file, and the writer takes nothing more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldFailAtTheFirstFailedWriteAndStayFailed(int threads) {
        CandleColumns rows = SampleFiles.session(60_000, 5, 3);
        int fails = 0;
        for (int failAt = 0; ; failAt++) {
            FailingFile out = new FailingFile(folder.resolve("2025-10-22.parquet"), failAt);
            try (Workers workers = new Workers(threads);
                    DayfileWriter writer = new DayfileWriter(
                            out, SampleFiles.TWO_MINUTES, SampleFiles.WRITER, DayGrid.NONE, workers)) {
                try {
                    for (int i = 0; i < rows.size; i++) {
                        writer.add(rows, i);
                    }
                    writer.finish(List.of());
                    break;
                } catch (StorageException e) {
                    fails++;
                    assertThat(e.code()).isEqualTo(StorageException.Code.DISK_FULL);
                    assertThat(e.path()).isEqualTo(out.path());
                    assertThatThrownBy(() -> writer.finish(List.of())).isInstanceOf(IllegalStateException.class);
                }
            }
        }
        assertThat(fails).isGreaterThan(2);
    }

    /** Fails at its n-th write as a full disk does. */
    private static final class FailingFile implements Disk.WritableFile {
        private final Path path;
        private int left;

        FailingFile(Path path, int left) {
            this.path = path;
            this.left = left;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            if (left-- == 0) {
                throw new IOException("No space left on device");
            }
            source.position(source.limit());
        }

        @Override
        public void writeAt(long position, ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force() {}

        @Override
        public void close() {}
    }
}
