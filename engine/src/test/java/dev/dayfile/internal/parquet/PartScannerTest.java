package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.ForwardingDisk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way takes exactly the parts that the general way finds whole, and nothing else. */
class PartScannerTest {
    @TempDir
    Path folder;

    private final PartScanner scanner = new CandleFiles(Disk.LOCAL).scanner();
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
            Files.write(part, Arrays.copyOf(whole, length));
            assertThat(takes(part, read)).as("%d bytes", length).isFalse();
            assertThat(scanner.read(entry, SampleFiles.TWO_MINUTES, symbols, read))
                    .as("cut to %d bytes since it was listed", length)
                    .isFalse();
        }
        assertThat(read.size).isZero();
    }

    /** Rows of every kind that a feed has, one a part, so that most are read by the shape of one before. */
    private static List<CandleColumns> lonelyRows(int count, long seed) {
        Random random = new Random(seed);
        List<CandleColumns> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SymbolKey symbol =
                    SymbolKey.of(List.of("SPY", "QQQ", "BRK.B", "\u00fc").get(random.nextInt(4)));
            double price = random.nextInt(20) == 0 ? 0 : random.nextInt(40_000) / 100.0;
            double[] volumes = {Double.NaN, 0, -0.0, random.nextInt(1_000_000)};
            long ts = SampleFiles.OPENING + random.nextInt(1_000_000) * (random.nextBoolean() ? 1L : 120_000_000L);
            long seq = 1 + (random.nextLong() >>> 1 + random.nextInt(63));
            CandleColumns row = new CandleColumns(1);
            row.add(symbol, ts, price, price + 1, price, -price, volumes[random.nextInt(4)], seq);
            all.add(row);
        }
        return all;
    }

    @Test
    void shouldReadLonelyRowsOfEveryKindBitByBit() throws IOException {
        List<CandleColumns> rows = lonelyRows(600, 7);
        PartWriter[] writers = {new PartWriter(SampleFiles.WRITER), new PartWriter("another")};
        for (int i = 0; i < rows.size(); i++) {
            Path part = SampleFiles.writePart(folder, writers[i % 7 / 6], rows.get(i));
            CandleColumns read = new CandleColumns();
            assertThat(takes(part, read)).as("row %d", i).isTrue();
            assertThat(SampleFiles.text(read)).as("row %d", i).isEqualTo(SampleFiles.text(rows.get(i)));
        }
    }

    /** The name is made to fit, so that it is the comparison alone that finds what is wrong. */
    @Test
    void shouldLeaveAPartThatTheWriterWouldHaveWrittenOtherwise() throws IOException {
        PartWriter writer = new PartWriter(SampleFiles.WRITER);
        CandleColumns read = new CandleColumns();
        List<CandleColumns> rows = lonelyRows(60, 11);
        Path last = null;
        for (CandleColumns row : rows) {
            last = SampleFiles.writePart(folder, writer, row);
            assertThat(takes(last, read)).isTrue();
        }
        byte[] whole = Files.readAllBytes(last);
        int writerAt = new String(whole, StandardCharsets.ISO_8859_1).indexOf(SampleFiles.WRITER);
        for (int at = 0; at < whole.length; at++) {
            if (at == writerAt) {
                at += SampleFiles.WRITER.length(); // a part of another writer is right as it is
            }
            byte[] other = whole.clone();
            other[at] ^= (byte) (1 << at % 8);
            CRC32C crc = new CRC32C();
            crc.update(other);
            Path part = folder.resolve(new PartName(rows.get(59).tsMicros[0], (int) crc.getValue()).toString());
            Files.write(part, other);
            assertThat(takes(part, read)).as("bit of byte %d", at).isFalse();
            Files.delete(part);
        }
        assertThat(read.size).isEqualTo(60);
    }

    /** One read may give less than the file has: the general way reads on. */
    @Test
    void shouldLeaveAPartOfWhichOneReadGivesLess() throws IOException {
        PartScanner halves = new CandleFiles(new ForwardingDisk(Disk.LOCAL) {
                    @Override
                    public int readStart(Path file, ByteBuffer target) throws IOException {
                        return super.readStart(file, target.limit(1_000));
                    }
                })
                .scanner();
        Path part = SampleFiles.writePart(folder, SampleFiles.session(1, 1, 1));
        CandleColumns read = new CandleColumns();

        assertThat(halves.read(Disk.LOCAL.stat(part), SampleFiles.TWO_MINUTES, symbols, read))
                .isFalse();
        assertThat(read.size).isZero();
    }
}
