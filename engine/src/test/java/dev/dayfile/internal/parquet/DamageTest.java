package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One wrong bit anywhere, any length cut off, any file that is something else: never rows, never another exception. */
class DamageTest {
    private static final long SEED = Long.getLong("dayfile.seed", 20251022);

    @TempDir
    Path folder;

    @Test
    void shouldFindEveryFlippedBitOfAPartOfOneRow() throws IOException {
        Path part = SampleFiles.writePart(folder, SampleFiles.session(1, 1, 1));
        byte[] bytes = Files.readAllBytes(part);

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            requireFound(part, bytes, bit);
        }
    }

    @Test
    void shouldFindFlippedBitsOfAPart() throws IOException {
        Path part = SampleFiles.writePart(folder, SampleFiles.session(300, 7, 1));
        byte[] bytes = Files.readAllBytes(part);
        Random random = new Random(SEED);
        System.out.println("dayfile.seed=" + SEED);

        for (int i = 0; i < 20_000; i++) {
            requireFound(part, bytes, random.nextInt(bytes.length * 8));
        }
    }

    @Test
    void shouldFindEveryFlippedBitOfADayfileOfOneRow() throws IOException {
        Path dayfile = SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), SampleFiles.session(1, 1, 1));
        byte[] bytes = Files.readAllBytes(dayfile);

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            requireFound(dayfile, bytes, bit);
        }
    }

    @Test
    void shouldFindFlippedBitsOfADayfile() throws IOException {
        Path dayfile = SampleFiles.writeDayfile(
                folder.resolve("2025-10-22.parquet"), SampleFiles.session(1_500, 9, 1), List.of("part-a", "part-b"));
        byte[] bytes = Files.readAllBytes(dayfile);
        Random random = new Random(SEED);
        System.out.println("dayfile.seed=" + SEED);

        for (int i = 0; i < 2_000; i++) {
            requireFound(dayfile, bytes, random.nextInt(bytes.length * 8));
        }
        for (int bit = (bytes.length - 4_000) * 8; bit < bytes.length * 8; bit++) {
            requireFound(dayfile, bytes, bit); // all of the footer, where a bit can change what the file is
        }
    }

    private static void requireFound(Path file, byte[] bytes, int bit) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        try {
            FileFooter footer = new CandleFiles(new BytesDisk(bytes)).verify(file);
            fail("bit %d of byte %d is wrong, but the file was verified: %s", bit % 8, bit / 8, footer);
        } catch (CorruptFileException e) {
            assertThat(e.path()).isEqualTo(file);
        } finally {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    /** The body's checksum is not looked at for one symbol: page checksums, headers, index and footer must do. */
    @Test
    void shouldNeverReadWrongRowsOfADamagedDayfile() throws IOException {
        CandleColumns rows = SampleFiles.session(5_000, 3, 1);
        Path dayfile = SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), rows);
        byte[] bytes = Files.readAllBytes(dayfile);
        SymbolKey symbol = rows.symbol[2_500];
        long from = rows.tsMicros[2_400];
        long to = rows.tsMicros[2_500];
        List<String> oneSymbol = readSymbol(new CandleFiles(Disk.LOCAL), dayfile, symbol, from, to);
        List<String> all = SampleFiles.text(rows);
        assertThat(oneSymbol).hasSize(101);
        Random random = new Random(SEED);
        System.out.println("dayfile.seed=" + SEED);
        int found = 0;

        for (int i = 0; i < 1_000; i++) {
            int bit = random.nextInt(bytes.length * 8);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            CandleFiles files = new CandleFiles(new BytesDisk(bytes));
            try {
                assertThat(readSymbol(files, dayfile, symbol, from, to)).isEqualTo(oneSymbol);
            } catch (CorruptFileException e) {
                found++;
            }
            try {
                CandleColumns into = new CandleColumns();
                try (CandleFileReader reader = files.open(dayfile)) {
                    reader.readRowGroup(0, new SymbolTable(), into);
                }
                assertThat(SampleFiles.text(into)).isEqualTo(all);
            } catch (CorruptFileException e) {
                found++;
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(found).isGreaterThan(500);
    }

    /** Page headers are few bytes among many, and no checksum covers them: each of their bits is tried. */
    @Test
    void shouldNeverReadWrongRowsBehindADamagedPageHeader() throws IOException {
        CandleColumns rows = SampleFiles.session(300, 3, 1);
        Path dayfile = SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), rows);
        byte[] bytes = Files.readAllBytes(dayfile);
        List<String> all = SampleFiles.text(rows);
        int headers = 0;

        for (int at = 4; at < bytes.length - 40; at++) {
            boolean header = bytes[at] == 0x15 && (bytes[at + 1] == 0 || bytes[at + 1] == 4) && bytes[at + 2] == 0x15;
            if (!header) {
                continue;
            }
            headers++;
            for (int bit = at * 8; bit < (at + 28) * 8; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                CandleColumns into = new CandleColumns();
                try (CandleFileReader reader = new CandleFiles(new BytesDisk(bytes)).open(dayfile)) {
                    reader.readRowGroup(0, new SymbolTable(), into);
                    assertThat(SampleFiles.text(into))
                            .as("bit %d of byte %d", bit % 8, bit / 8)
                            .isEqualTo(all);
                } catch (CorruptFileException e) {
                    // found
                }
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
        assertThat(headers).isGreaterThan(20);
    }

    private static List<String> readSymbol(CandleFiles files, Path file, SymbolKey symbol, long from, long to) {
        CandleColumns into = new CandleColumns();
        try (CandleFileReader reader = files.open(file)) {
            reader.readSymbol(symbol, from, to, into);
        }
        return SampleFiles.text(into);
    }

    @Test
    void shouldFindEveryLengthCutOff() throws IOException {
        Path part = SampleFiles.writePart(folder, SampleFiles.session(300, 7, 1));
        Path dayfile = SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), SampleFiles.session(300, 7, 1));

        for (Path file : List.of(part, dayfile)) {
            byte[] bytes = Files.readAllBytes(file);
            for (int length = 0; length < bytes.length; length++) {
                try (CandleFileReader reader = new CandleFiles(new BytesDisk(bytes, length)).open(file)) {
                    fail("%d of %d bytes were opened: %s", length, bytes.length, reader.footer());
                } catch (CorruptFileException e) {
                    assertThat(e.path()).isEqualTo(file);
                }
            }
        }
    }

    @Test
    void shouldNameTheFileInTheMessage() throws IOException {
        Path empty = Files.createFile(folder.resolve("2025-10-22.parquet"));

        assertThatThrownBy(() -> new CandleFiles(Disk.LOCAL).verify(empty))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("too short");
    }

    @Test
    void shouldTellAMissingFileFromADamagedOne() {
        Path missing = folder.resolve("2025-10-22.parquet");

        assertThatThrownBy(() -> new CandleFiles(Disk.LOCAL).open(missing))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(StorageException.Code.MISSING));
    }

    @Test
    void shouldRefuseAPartUnderTheNameOfAnother() throws IOException {
        Path one = SampleFiles.writePart(folder, SampleFiles.session(1, 1, 1));
        Path other = SampleFiles.writePart(folder, SampleFiles.session(2, 1, 2));
        Files.write(one, Files.readAllBytes(other));

        assertThatThrownBy(() -> new CandleFiles(Disk.LOCAL).open(one))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void shouldRefuseAFileInTheFolderOfAnotherTimeframe() throws IOException {
        Path right = folder.resolve("data/2m/2025-10-22");
        Path wrong = folder.resolve("data/5m/2025-10-22");
        CandleColumns rows = SampleFiles.session(10, 2, 1);
        new CandleFiles(Disk.LOCAL).verify(SampleFiles.writePart(right, rows));
        new CandleFiles(Disk.LOCAL).verify(SampleFiles.writeDayfile(right.resolveSibling("2025-10-22.parquet"), rows));
        Path part = SampleFiles.writePart(wrong, rows);
        Path dayfile = SampleFiles.writeDayfile(wrong.resolveSibling("2025-10-22.parquet"), rows);

        assertThatThrownBy(() -> new CandleFiles(Disk.LOCAL).verify(part))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("timeframe=2m");
        assertThatThrownBy(() -> new CandleFiles(Disk.LOCAL).open(dayfile))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("timeframe=2m");
    }
}
