package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartProverTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long OPEN = 1_761_139_800_000_000L;

    @TempDir
    Path folder;

    private final PartProver prover = new PartProver(Disk.LOCAL);
    private final CandleColumns read = new CandleColumns();

    private static byte[] encode(CandleColumns rows, String writerId) {
        ByteBuffer bytes = new PartWriter(writerId).encode(TF, rows);
        return Arrays.copyOf(bytes.array(), bytes.remaining());
    }

    /** Under the name that belongs to the bytes, so that their checksum is right whatever they are. */
    private Disk.Entry part(byte[] bytes) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        Path file = folder.resolve(new PartName(OPEN, (int) crc.getValue()).toString());
        Files.write(file, bytes);
        return Disk.LOCAL.stat(file);
    }

    private boolean isWhole(byte[] bytes) throws IOException {
        Disk.Entry part = part(bytes);
        read.clear();
        boolean whole = prover.read(part, TF, new SymbolTable(), read) != null
                && prover.hasFooterOf(read, ContentDigest.ofRows(read, 0, read.size));
        Files.delete(part.path());
        return whole;
    }

    /** @param absent of so many rows one has no volume; 1 for all, 0 for none */
    private static CandleColumns rows(int n, int symbols, int absent, Random random) {
        CandleColumns rows = new CandleColumns();
        for (int i = 0; i < n; i++) {
            double price = random.nextInt(9) == 0 ? 0 : random.nextInt(10_000) / 100.0;
            rows.add(
                    SymbolKey.of("S" + "x".repeat(random.nextInt(20)) + random.nextInt(symbols)),
                    OPEN + random.nextInt(5_000) * 1_000_003L,
                    price,
                    price + 1,
                    price - 1,
                    random.nextInt(50) == 0 ? Double.NaN : price,
                    absent > 0 && random.nextInt(absent) == 0 ? Double.NaN : random.nextInt(1_000),
                    i + 1);
        }
        rows.sort();
        return rows;
    }

    @Test
    void shouldReadEveryRowAndProveTheFooter() throws IOException {
        Random random = new Random(20251022);
        for (int absent : new int[] {0, 1, 2, 50}) {
            for (int n : new int[] {1, 2, 300, 3_000, 40}) {
                CandleColumns rows = rows(n, 1 + random.nextInt(800), absent, random);
                byte[] bytes = encode(rows, n == 300 ? "00000000000000bb" : "00000000000000aa");
                assertThat(isWhole(bytes)).as("rows %d, absent %d", n, absent).isTrue();
                assertThat(read.size).isEqualTo(n);
                long digest = ContentDigest.ofRows(rows, 0, n);
                assertThat(ContentDigest.ofRows(read, 0, n)).isEqualTo(digest);
                assertThat(prover.hasFooterOf(read, digest + 1)).isFalse();
            }
        }
    }

    @Test
    void shouldReadOnlyPartsThatAreNamedByTheirBytes() throws IOException {
        byte[] bytes = encode(rows(2_000, 50, 0, new Random(1)), "00000000000000aa");
        Disk.Entry part = part(bytes);
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(part.path(), flipped);
            read.clear();
            assertThat(prover.read(part, TF, new SymbolTable(), read)).isNull();
        }
        Path other = folder.resolve("candles.parquet");
        Files.write(other, bytes);
        assertThat(prover.read(Disk.LOCAL.stat(other), TF, new SymbolTable(), read))
                .isNull();
        Files.write(part.path(), bytes);
        read.clear();
        assertThat(prover.read(part, TF, new SymbolTable(), read)).isNotNull();
    }

    @Test
    void shouldFindAnyOtherBitAlsoWhereTheNameIsRight() throws IOException {
        byte[] bytes = encode(rows(40, 5, 3, new Random(3)), "00000000000000aa");
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            if (isWhole(flipped)) {
                // Only who wrote the part is nobody's to prove.
                String footer = new String(flipped, StandardCharsets.ISO_8859_1);
                int writerAt = footer.lastIndexOf(FooterKeys.WRITER) + FooterKeys.WRITER.length() + 2;
                assertThat(bit / 8).as("bit %d", bit).isBetween(writerAt, writerAt + 15);
            }
        }
    }

    @Test
    void shouldHoldTextsAndTimeframesAgainstTheRows() throws IOException {
        byte[] bytes = encode(rows(500, 5, 0, new Random(4)), "00000000000000aa");
        assertThat(isWhole(resealed(bytes, CandleSchema.TS, 31 * 499 + 30, false)))
                .isTrue();
        assertThat(isWhole(resealed(bytes, CandleSchema.TS, 31 * 499 + 28, true)))
                .isFalse();
        read.clear();
        assertThat(prover.read(
                        part(resealed(bytes, CandleSchema.TS, 31 * 499 + 28, true)), TF, new SymbolTable(), read))
                .isNull();
        for (int column : new int[] {CandleSchema.TIMEFRAME, CandleSchema.BAR_INDEX}) {
            read.clear();
            assertThat(prover.read(part(resealed(bytes, column, 4, true)), TF, new SymbolTable(), read))
                    .isNull();
        }
        read.clear();
        assertThat(prover.read(part(bytes), Timeframe.parse("5m"), new SymbolTable(), read))
                .isNull();
    }

    /** The part with the lowest bit of a byte of a page turned round, if so, and with the page's checksum that belongs to it. */
    private static byte[] resealed(byte[] part, int column, int at, boolean turned) {
        PageHeader header = new PageHeader();
        int start = PartWriter.MAGIC.length;
        for (int c = 0; ; c++) {
            header.read(part, start, part.length, CandleSchema.optional(c), Path.of("part"), null);
            if (c == column) {
                break;
            }
            start = header.bodyAt + header.compressedBytes;
        }
        byte[] changed = part.clone();
        changed[header.bodyAt + at] ^= (byte) (turned ? 1 : 0);
        for (int seal = 0; ; seal++) { // a header is as long as before only where the checksum takes as many bytes
            CRC32 crc = new CRC32();
            crc.update(changed, header.bodyAt, header.compressedBytes);
            ThriftWriter out = new ThriftWriter(64);
            int bytes = header.compressedBytes;
            PageHeader.write(out, bytes, bytes, (int) crc.getValue(), header.values);
            if (out.size == header.bodyAt - start) {
                System.arraycopy(out.bytes, 0, changed, start, out.size);
                return changed;
            }
            assertThat(seal).as("another byte to turn").isZero();
            changed[header.bodyAt + at] ^= 2;
        }
    }
}
