package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way takes exactly the parts that the general way finds whole, and nothing else. */
class PartScannerTest {
    @TempDir
    Path folder;

    private final PartScanner scanner = new PartScanner(Disk.LOCAL);
    private final SymbolTable symbols = new SymbolTable();

    private boolean takes(Path part, CandleColumns into) throws IOException {
        return scanner.read(Disk.LOCAL.stat(part), SampleFiles.TWO_MINUTES, symbols, into);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 64, 150})
    void shouldReadWhatTheGeneralWayReads(int rows) throws IOException {
        CandleColumns written = SampleFiles.session(rows, Math.min(rows, 10), rows);
        Path part = SampleFiles.writePart(folder, written);
        CandleColumns read = new CandleColumns();

        assertThat(takes(part, read)).isTrue();
        assertThat(SampleFiles.text(read)).isEqualTo(SampleFiles.text(written));
    }

    @Test
    void shouldReadPartsOfSeveralWritersInTurn() throws IOException {
        CandleColumns read = new CandleColumns();
        for (int i = 0; i < 6; i++) {
            PartWriter writer = new PartWriter(i % 2 == 0 ? SampleFiles.WRITER : "another writer " + i);
            assertThat(takes(SampleFiles.writePart(folder, writer, SampleFiles.session(1 + i, 1, i)), read))
                    .isTrue();
        }
        assertThat(read.size).isEqualTo(1 + 2 + 3 + 4 + 5 + 6);
    }

    @Test
    void shouldLeaveAPartWithAnyBitFlippedToTheGeneralWay() throws IOException {
        Path part = SampleFiles.writePart(folder, SampleFiles.session(3, 2, 1));
        byte[] whole = Files.readAllBytes(part);
        CandleColumns read = new CandleColumns();
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            Files.write(part, damaged);
            assertThat(takes(part, read)).as("bit of byte %d", at).isFalse();
        }
        assertThat(read.size).isZero();
    }

    @Test
    void shouldLeaveAPartThatIsCutOrRenamedOrInAnotherFolder() throws IOException {
        Path part = SampleFiles.writePart(folder, SampleFiles.session(3, 2, 1));
        CandleColumns read = new CandleColumns();
        Disk.Entry entry = Disk.LOCAL.stat(part);

        assertThat(scanner.read(entry, Timeframe.parse("5m"), symbols, read)).isFalse();
        Path renamed = folder.resolve("part-20251022_133001.000000-00000000.parquet");
        Files.copy(part, renamed);
        assertThat(takes(renamed, read)).isFalse();
        Path stranger = folder.resolve("candles.parquet");
        Files.copy(part, stranger);
        assertThat(takes(stranger, read)).isFalse();
        byte[] whole = Files.readAllBytes(part);
        for (int length = 0; length < whole.length; length += 13) {
            Files.write(part, java.util.Arrays.copyOf(whole, length));
            assertThat(takes(part, read)).as("%d bytes", length).isFalse();
            assertThat(scanner.read(entry, SampleFiles.TWO_MINUTES, symbols, read))
                    .as("cut to %d bytes since it was listed", length)
                    .isFalse();
        }
        assertThat(read.size).isZero();
    }
}
