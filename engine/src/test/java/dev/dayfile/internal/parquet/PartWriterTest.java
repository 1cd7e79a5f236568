package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.parquet.VersionParser;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartWriterTest {
    @TempDir
    Path folder;

    @Test
    void shouldNameThePartByItsFirstRowAndItsBytes() {
        CandleColumns rows = SampleFiles.session(20, 3, 1);
        PartWriter writer = new PartWriter(SampleFiles.WRITER);
        ByteBuffer bytes = writer.encode(SampleFiles.TWO_MINUTES, rows);

        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        assertThat(writer.name()).isEqualTo(new PartName(rows.tsMicros[0], (int) crc.getValue()));
    }

    @Test
    void shouldGiveTheSameBytesWhateverWasWrittenBefore() {
        PartWriter reused = new PartWriter(SampleFiles.WRITER);
        Timeframe[] timeframes = {Timeframe.parse("15m"), SampleFiles.TWO_MINUTES};

        // smaller after larger, larger after smaller, and each time read to the end as a channel does
        int[] sizes = {1, 2, 300, 1, 20, 5_000, 20, 5_000, 8_000, 1};
        for (int i = 0; i < sizes.length; i++) {
            CandleColumns rows = SampleFiles.session(sizes[i], Math.min(3, sizes[i]), i);
            ByteBuffer bytes = reused.encode(timeframes[i % 2], rows);
            assertThat(copy(bytes)).isEqualTo(copy(new PartWriter(SampleFiles.WRITER).encode(timeframes[i % 2], rows)));
            bytes.position(bytes.limit()).limit(bytes.limit()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    @Test
    void shouldWriteALargerPartAfterASmallerOneWasTaken() {
        CandleColumns larger = SampleFiles.session(21, 3, 1);
        PartWriter reused = new PartWriter(SampleFiles.WRITER);
        copy(reused.encode(SampleFiles.TWO_MINUTES, SampleFiles.session(20, 3, 1)));

        assertThat(copy(reused.encode(SampleFiles.TWO_MINUTES, larger)))
                .isEqualTo(copy(new PartWriter(SampleFiles.WRITER).encode(SampleFiles.TWO_MINUTES, larger)));
    }

    @Test
    void shouldWriteTheSchemaThatParquetJavaWrites() throws IOException {
        CandleColumns rows = SampleFiles.session(20, 3, 1);
        FileMetaData part = footer(Files.readAllBytes(SampleFiles.writePart(folder, rows)));
        FileMetaData dayfile =
                footer(Files.readAllBytes(SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), rows)));

        assertThat(part.getSchema()).isEqualTo(dayfile.getSchema());
        assertThat(part.getColumn_orders()).isEqualTo(dayfile.getColumn_orders());
        assertThat(part.getColumn_orders()).allMatch(order -> order.isSetTYPE_ORDER());
    }

    @Test
    void shouldSayWhatTheRowsAreSortedBy() throws IOException {
        CandleColumns rows = SampleFiles.session(20_000, 3, 1);
        byte[] part = Files.readAllBytes(SampleFiles.writePart(folder, rows));
        byte[] dayfile = Files.readAllBytes(SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), rows));
        List<SortingColumn> sorting = List.of(
                new SortingColumn(0, false, false),
                new SortingColumn(3, false, false),
                new SortingColumn(9, false, false));

        assertThat(footer(part).getRow_groups()).hasSize(1).allSatisfy(group -> assertThat(group.getSorting_columns())
                .isEqualTo(sorting));
        assertThat(footer(dayfile).getRow_groups())
                .hasSize(3)
                .allSatisfy(group -> assertThat(group.getSorting_columns()).isEqualTo(sorting));
    }

    @Test
    void shouldBeTrustedByParquetJavaForItsStatistics() throws Exception {
        FileMetaData part = footer(Files.readAllBytes(SampleFiles.writePart(folder, SampleFiles.session(1, 1, 1))));
        VersionParser.ParsedVersion version = VersionParser.parse(part.getCreated_by());

        assertThat(version.application).isEqualTo("dayfile");
        assertThat(version.hasSemanticVersion()).isTrue();
    }

    @Test
    void shouldWriteKeyValues() throws IOException {
        CandleColumns rows = SampleFiles.session(300, 3, 1);
        FileMetaData part = footer(Files.readAllBytes(SampleFiles.writePart(folder, rows)));
        Map<String, String> values = new HashMap<>();
        for (KeyValue kv : part.getKey_value_metadata()) {
            values.put(kv.getKey(), kv.getValue());
        }

        assertThat(values)
                .containsEntry("dayfile.version", "1")
                .containsEntry("dayfile.writer", SampleFiles.WRITER)
                .containsEntry("dayfile.first_seq", "1000")
                .containsEntry("dayfile.last_seq", "1299")
                .containsEntry("dayfile.rows", "300")
                .containsKeys("dayfile.digest", "dayfile.min_ts", "dayfile.max_ts")
                .hasSize(8);
    }

    @Test
    void shouldWriteStatisticsOfPartsAndDayfilesAlike() throws IOException {
        CandleColumns rows = new CandleColumns();
        rows.add(SymbolKey.of("Z"), 5_000_000, 0.0, 5, -1, -0.0, 7, 3);
        rows.add(SymbolKey.of("é"), 4_000_000, 2.5, 9, -3, -0.0, Double.NaN, 4);
        rows.add(SymbolKey.of("中"), 3_000_000, 1.5, 7, -2, -1.0, 2, 1);
        rows.sort();
        byte[] part = Files.readAllBytes(SampleFiles.writePart(folder, rows));
        byte[] dayfile = Files.readAllBytes(SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), rows));

        for (FileMetaData footer : List.of(footer(part), footer(dayfile))) {
            requireText(footer, CandleSchema.SYMBOL, "Z", "中");
            requireText(footer, CandleSchema.TIMEFRAME, "2m", "2m");
            requireText(
                    footer, CandleSchema.TS, "1970-01-01T00:00:03.000000+00:00", "1970-01-01T00:00:05.000000+00:00");
            requireBits(footer, CandleSchema.TS_UTC, 0, 3_000_000L, 5_000_000L);
            requireBits(footer, CandleSchema.OPEN, 0, bits(-0.0), bits(2.5));
            requireBits(footer, CandleSchema.HIGH, 0, bits(5), bits(9));
            requireBits(footer, CandleSchema.LOW, 0, bits(-3), bits(-1));
            requireBits(footer, CandleSchema.CLOSE, 0, bits(-1), bits(0.0));
            requireBits(footer, CandleSchema.VOLUME, 1, bits(2), bits(7));
            requireBits(footer, CandleSchema.SEQ, 0, 1, 4);
            Statistics none = statistics(footer, CandleSchema.BAR_INDEX);
            assertThat(none.getNull_count()).isEqualTo(3);
            assertThat(none.isSetMin_value() || none.isSetMax_value()).isFalse();
        }
    }

    @Test
    void shouldWriteNoStatisticsForVolumesThatAreAllAbsent() throws IOException {
        CandleColumns rows = new CandleColumns();
        rows.add(SymbolKey.of("Z"), 5_000_000, 1, 1, 1, 1, Double.NaN, 3);
        Statistics statistics =
                statistics(footer(Files.readAllBytes(SampleFiles.writePart(folder, rows))), CandleSchema.VOLUME);

        assertThat(statistics.getNull_count()).isEqualTo(1);
        assertThat(statistics.isSetMin_value()).isFalse();
    }

    /** Ingest refuses such a price; if one came through all the same, it must not poison the statistics. */
    @Test
    void shouldKeepNaNOutOfTheStatistics() throws IOException {
        CandleColumns rows = new CandleColumns();
        rows.add(SymbolKey.of("Z"), 5_000_000, Double.NaN, 3, 1, Double.NaN, 1, 3);
        rows.add(SymbolKey.of("Z"), 6_000_000, 2, 3, 1, Double.NaN, 1, 4);
        Path file = SampleFiles.writePart(folder, rows);
        FileMetaData footer = footer(Files.readAllBytes(file));

        requireBits(footer, CandleSchema.OPEN, 0, bits(2), bits(2));
        assertThat(statistics(footer, CandleSchema.CLOSE).isSetMin_value()).isFalse();
        assertThat(SampleFiles.text(SampleFiles.read(file))).isEqualTo(SampleFiles.text(rows));
    }

    @Test
    void shouldKeepTheSameKeyTwice() throws IOException {
        CandleColumns rows = new CandleColumns();
        rows.add(SymbolKey.of("Z"), 5_000_000, 1, 1, 1, 1, 1, 3);
        rows.add(SymbolKey.of("Z"), 5_000_000, 2, 2, 2, 2, 2, 4);
        Path file = SampleFiles.writePart(folder, rows);

        assertThat(new CandleFiles(Disk.LOCAL).verify(file).rows()).isEqualTo(2);
        assertThat(SampleFiles.text(SampleFiles.read(file))).isEqualTo(SampleFiles.text(rows));
    }

    @Test
    void shouldRefuseRowsThatAreNotSorted() {
        CandleColumns rows = new CandleColumns();
        rows.add(SymbolKey.of("Z"), 6_000_000, 1, 1, 1, 1, 1, 3);
        rows.add(SymbolKey.of("Z"), 5_000_000, 2, 2, 2, 2, 2, 4);
        PartWriter writer = new PartWriter(SampleFiles.WRITER);

        assertThatThrownBy(() -> writer.encode(SampleFiles.TWO_MINUTES, rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row=1");
        assertThatThrownBy(writer::name).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseAnEmptyPart() {
        PartWriter writer = new PartWriter(SampleFiles.WRITER);

        assertThatThrownBy(() -> writer.encode(SampleFiles.TWO_MINUTES, new CandleColumns()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static FileMetaData footer(byte[] file) throws IOException {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        return Util.readFileMetaData(
                new ByteArrayInputStream(Arrays.copyOfRange(file, file.length - 8 - length, file.length - 8)));
    }

    private static Statistics statistics(FileMetaData footer, int column) {
        ColumnMetaData data =
                footer.getRow_groups().get(0).getColumns().get(column).getMeta_data();
        assertThat(data.getPath_in_schema()).containsExactly(CandleSchema.name(column));
        return data.getStatistics();
    }

    private static void requireText(FileMetaData footer, int column, String min, String max) {
        Statistics statistics = statistics(footer, column);
        assertThat(new String(statistics.getMin_value(), StandardCharsets.UTF_8))
                .isEqualTo(min);
        assertThat(new String(statistics.getMax_value(), StandardCharsets.UTF_8))
                .isEqualTo(max);
        assertThat(statistics.getNull_count()).isZero();
    }

    private static void requireBits(FileMetaData footer, int column, long nulls, long min, long max) {
        Statistics statistics = statistics(footer, column);
        assertThat(little(statistics.getMin_value()))
                .as("least of %s", CandleSchema.name(column))
                .isEqualTo(min);
        assertThat(little(statistics.getMax_value()))
                .as("greatest of %s", CandleSchema.name(column))
                .isEqualTo(max);
        assertThat(statistics.getNull_count()).isEqualTo(nulls);
    }

    private static long little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
