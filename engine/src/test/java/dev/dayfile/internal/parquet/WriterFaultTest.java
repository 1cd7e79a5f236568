package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of the dayfile's own writer, at any of its stages: every checksum of the file is right, and the footer speaks of
 * the right rows, but what the pages or the index hold is something else. The proof before publishing must see it.
 */
class WriterFaultTest {
    private static final int ROWS = DayfileWriter.ROW_GROUP_ROWS + 900;

    /** In the middle of a page. */
    private static final int ROW = 3_000;

    @TempDir
    Path folder;

    private final CandleColumns truth = SampleFiles.session(ROWS, 5, 3);

    /** @param rowsFault changes the rows of a row group, of this number, before they are encoded */
    private Path write(BiConsumer<Integer, CandleColumns> rowsFault, Consumer<EncodedGroup> encodedFault)
            throws IOException {
        DayfileFooter footer = new DayfileFooter();
        ThriftWriter out = new ThriftWriter(1 << 20);
        out.putBytes(PartWriter.MAGIC, 0, PartWriter.MAGIC.length);
        try (RowGroupEncoder encoder = new RowGroupEncoder(SampleFiles.TWO_MINUTES, DayGrid.NONE)) {
            for (int from = 0; from < truth.size; from += DayfileWriter.ROW_GROUP_ROWS) {
                CandleColumns rows = new CandleColumns();
                rows.addRange(truth, from, Math.min(truth.size, from + DayfileWriter.ROW_GROUP_ROWS));
                rowsFault.accept(from / DayfileWriter.ROW_GROUP_ROWS, rows);
                EncodedGroup encoded = new EncodedGroup();
                encoder.encode(rows, encoded);
                if (from == 0) {
                    encodedFault.accept(encoded);
                }
                footer.add(encoded, out.size);
                out.putBytes(encoded.bytes.bytes, 0, encoded.bytes.size);
            }
        }
        CRC32C body = new CRC32C();
        body.update(out.bytes, 0, out.size);
        DayfileFooter.Tail tail = footer.finish(out.size, truth.size, claims(), body);
        out.putBytes(tail.bytes().bytes, 0, tail.bytes().size);
        Path file = folder.resolve("2025-10-22.parquet");
        Files.deleteIfExists(file);
        try (Disk.WritableFile written = Disk.LOCAL.create(file)) {
            written.write(ByteBuffer.wrap(out.bytes, 0, out.size));
        }
        return file;
    }

    private Map<String, String> claims() {
        long[] seqs = Arrays.stream(truth.seq, 0, truth.size).sorted().toArray();
        long[] times = Arrays.stream(truth.tsMicros, 0, truth.size).sorted().toArray();
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put(FooterKeys.VERSION, FooterKeys.DAYFILE_VERSION);
        claims.put(FooterKeys.WRITER, SampleFiles.WRITER);
        claims.put(FooterKeys.FIRST_SEQ, Long.toString(seqs[0]));
        claims.put(FooterKeys.LAST_SEQ, Long.toString(seqs[seqs.length - 1]));
        claims.put(FooterKeys.ROWS, Long.toString(truth.size));
        claims.put(FooterKeys.DIGEST, ContentDigest.toHex(ContentDigest.ofRows(truth, 0, truth.size)));
        claims.put(FooterKeys.MIN_TS, Long.toString(times[0]));
        claims.put(FooterKeys.MAX_TS, Long.toString(times[times.length - 1]));
        claims.put(FooterKeys.ABSORBED, "");
        return claims;
    }

    private static void assertFound(Path file) {
        for (int threads : new int[] {1, 3}) {
            assertThatThrownBy(() -> new CandleFiles(Disk.LOCAL).verify(file, null, threads))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void shouldWriteHereWhatTheWriterWrites() throws IOException {
        Path file = write((group, rows) -> {}, encoded -> {});
        Path real = SampleFiles.writeDayfile(folder.resolve("real/2025-10-22.parquet"), truth);
        assertThat(file).hasSameBinaryContentAs(real);
        new CandleFiles(Disk.LOCAL).verify(file);
    }

    private static void swap(CandleColumns rows, int a, int b) {
        CandleColumns held = new CandleColumns(1);
        held.addFrom(rows, a);
        rows.set(a, rows, b);
        rows.set(b, held, 0);
    }

    static Stream<Arguments> rowFaults() {
        return Stream.of(
                fault("a dropped row", rows -> {
                    for (int i = ROW; i < rows.size - 1; i++) {
                        rows.set(i, rows, i + 1);
                    }
                    rows.size--;
                }),
                fault("a row more", rows -> rows.addFrom(rows, rows.size - 1)),
                fault("a row twice in place of the next", rows -> rows.set(ROW + 1, rows, ROW)),
                fault("rows in each other's places", rows -> swap(rows, ROW, ROW + 1)),
                fault("another symbol", rows -> rows.symbol[0] = SymbolKey.of("!")),
                fault("another time", rows -> rows.tsMicros[ROW]++),
                fault("another open", rows -> rows.open[ROW] = Math.nextUp(rows.open[ROW])),
                fault("another high", rows -> rows.high[ROW] = Math.nextUp(rows.high[ROW])),
                fault("another low", rows -> rows.low[ROW] = -rows.low[ROW]),
                fault("another close", rows -> rows.close[ROW] = Double.NaN),
                fault("a volume that became absent", rows -> {
                    int i = ROW;
                    while (Double.isNaN(rows.volume[i])) {
                        i++;
                    }
                    rows.volume[i] = Double.NaN;
                }),
                fault("an absent volume that became none", rows -> {
                    int i = ROW;
                    while (!Double.isNaN(rows.volume[i])) {
                        i++;
                    }
                    rows.volume[i] = 0;
                }),
                fault("another sequence", rows -> rows.seq[ROW]++),
                fault("closes of two rows exchanged", rows -> {
                    double close = rows.close[ROW];
                    rows.close[ROW] = rows.close[ROW + 1];
                    rows.close[ROW + 1] = close;
                }),
                fault("closes a row late", rows -> System.arraycopy(rows.close, 0, rows.close, 1, rows.size - 1)));
    }

    private static Arguments fault(String name, Consumer<CandleColumns> fault) {
        return Arguments.of(name, fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rowFaults")
    void shouldFindFaultsOfTheRows(String name, Consumer<CandleColumns> fault) throws IOException {
        assertFound(write(
                (group, rows) -> {
                    if (group == 0) {
                        fault.accept(rows);
                    }
                },
                encoded -> {}));
    }

    @Test
    void shouldFindTheSameRowsInTwoRowGroups() throws IOException {
        assertFound(write(
                (group, rows) -> {
                    if (group == 1) {
                        rows.clear();
                        rows.addRange(truth, 0, truth.size - DayfileWriter.ROW_GROUP_ROWS);
                    }
                },
                encoded -> {}));
    }

    /** Readers leave out pages and row groups on the word of these. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void shouldFindBoundsThatLeaveRowsOut(int column) throws IOException {
        for (int page = 0; page < 4; page++) {
            int faulty = page;
            assertFound(write((group, rows) -> {}, encoded -> {
                EncodedGroup.Chunk chunk = encoded.chunks[column];
                chunk.min[faulty] = above(column, chunk.min[faulty]);
            }));
            assertFound(write((group, rows) -> {}, encoded -> {
                EncodedGroup.Chunk chunk = encoded.chunks[column];
                chunk.max[faulty] = below(column, chunk.max[faulty]);
            }));
        }
    }

    private static byte[] above(int column, byte[] bound) {
        return moved(column, bound, 1);
    }

    private static byte[] below(int column, byte[] bound) {
        return moved(column, bound, -1);
    }

    /** The next text, number or price, of which all are positive. */
    private static byte[] moved(int column, byte[] bound, int by) {
        byte[] other = bound.clone();
        if (CandleSchema.type(column) == CandleSchema.BYTE_ARRAY) {
            other[other.length - 1] += (byte) by;
        } else {
            ByteBuffer little = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN);
            little.putLong(0, little.getLong(0) + by);
        }
        return other;
    }

    @Test
    void shouldFindAWrongNumberOfAbsentValues() throws IOException {
        assertFound(write((group, rows) -> {}, encoded -> encoded.chunks[CandleSchema.VOLUME].pageNulls[1]--));
        assertFound(write((group, rows) -> {}, encoded -> encoded.chunks[CandleSchema.CLOSE].pageNulls[1]++));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldFindAPageIndexThatPointsElsewhere(int column) throws IOException {
        assertFound(write((group, rows) -> {}, encoded -> encoded.chunks[column].pageFirstRow[2]++));
        assertFound(write((group, rows) -> {}, encoded -> encoded.chunks[column].pageAt[2]++));
    }

    /** Readers search pages that are said to be in order, and miss rows where they are not. */
    @Test
    void shouldFindAnOrderOfPagesThatDoesNotHold() throws IOException {
        Path file = write((group, rows) -> {}, encoded -> {});
        ResealedFile sealed = new ResealedFile(file);
        List<String> found = new ArrayList<>();
        for (ParquetFooter.Chunk chunk : sealed.chunks().subList(0, CandleSchema.COLUMNS)) {
            int order = sealed.order(chunk);
            sealed.writeWithOrder(chunk, order);
            new CandleFiles(Disk.LOCAL).verify(file);
            sealed.writeWithOrder(chunk, 3);
            assertFound(file); // which is none
            boolean inAnyOrder = chunk.path.equals("timeframe") || chunk.path.equals("bar_index"); // all one, and none
            for (int other : new int[] {PageIndex.ASCENDING, PageIndex.DESCENDING}) {
                sealed.writeWithOrder(chunk, other);
                if (other != order && !inAnyOrder) {
                    assertFound(file);
                    found.add(chunk.path);
                } else {
                    new CandleFiles(Disk.LOCAL).verify(file);
                }
            }
        }
        assertThat(found).contains("symbol", "ts", "ts_utc", "open", "high", "low", "close", "volume", "seq");
    }
}
