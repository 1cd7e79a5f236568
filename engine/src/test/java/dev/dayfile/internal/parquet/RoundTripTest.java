package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.IsoTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is read: by this engine, by DuckDB and by parquet-java's own reader of records. */
class RoundTripTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 1_023, 1_024, 1_025, 8_191, 8_192, 8_193, 20_000})
    void shouldReadBackEverySize(int rows) throws Exception {
        CandleColumns written = SampleFiles.session(rows, Math.min(rows, 60), 7);

        checkEveryReader(SampleFiles.writePart(folder, written), written);
        checkEveryReader(SampleFiles.writeDayfile(folder.resolve("2025-10-22.parquet"), written), written);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void shouldReadBackAnyRows(@ForAll("rows") CandleColumns written) throws Exception {
        Path temporary = Files.createTempDirectory("dayfile-roundtrip");
        try {
            checkEveryReader(SampleFiles.writePart(temporary, written), written);
            written.dropDoubles();
            checkEveryReader(SampleFiles.writeDayfile(temporary.resolve("2025-10-22.parquet"), written), written);
        } finally {
            try (Stream<Path> files = Files.walk(temporary)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Any symbols, any doubles, any times; keys may come twice, sequences do not. */
    @Provide
    Arbitrary<CandleColumns> rows() {
        Arbitrary<String> symbols = Arbitraries.strings()
                .withChars("aAzZ09./^-")
                .withChars('\u00e9', '\u4e2d', '\uff21')
                .ofMinLength(1)
                .ofMaxLength(8);
        Arbitrary<Double> prices = Arbitraries.oneOf(
                Arbitraries.of(0.0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE),
                Arbitraries.doubles(),
                Arbitraries.integers().between(-10_000, 10_000).map(cents -> cents / 100.0));
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(IsoTime.MIN_MICROS, IsoTime.MAX_MICROS - 1),
                Arbitraries.integers().between(0, 5).map(i -> SampleFiles.OPENING + i * 120_000_000L));
        Arbitrary<Object[]> row = Combinators.combine(
                        symbols, times, prices, prices, prices, prices, prices.injectNull(0.3))
                .as((symbol, ts, o, h, l, c, v) -> new Object[] {symbol, ts, o, h, l, c, v});
        return row.list().ofMinSize(1).ofMaxSize(80).map(list -> {
            CandleColumns columns = new CandleColumns();
            long seq = 0;
            for (Object[] r : list) {
                columns.add(
                        SymbolKey.of((String) r[0]),
                        (long) r[1],
                        (double) r[2],
                        (double) r[3],
                        (double) r[4],
                        (double) r[5],
                        r[6] == null ? Double.NaN : (double) r[6],
                        seq++);
            }
            columns.sort();
            return columns;
        });
    }

    private static void checkEveryReader(Path file, CandleColumns written) throws Exception {
        List<String> expected = SampleFiles.text(written);
        assertThat(SampleFiles.text(SampleFiles.read(file))).isEqualTo(expected);
        assertThat(duckDb(file)).isEqualTo(expected);
        assertThat(parquetJava(file)).isEqualTo(expected);

        FileFooter footer = new CandleFiles(Disk.LOCAL).verify(file);
        assertThat(footer.rows()).isEqualTo(written.size);
        assertThat(footer.digest()).isEqualTo(ContentDigest.ofRows(written, 0, written.size));
        assertThat(footer.writerId()).isEqualTo(SampleFiles.WRITER);
        checkSymbols(file, written);
    }

    /** Each symbol alone, wholly and in the middle of its time, is what a search through all rows finds. */
    private static void checkSymbols(Path file, CandleColumns written) {
        TreeMap<String, SymbolKey> symbols = new TreeMap<>();
        for (int i = 0; i < written.size; i++) {
            symbols.put(written.symbol[i].toString(), written.symbol[i]);
        }
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < written.size; i++) {
            min = Math.min(min, written.tsMicros[i]);
            max = Math.max(max, written.tsMicros[i]);
        }
        long third = (max - min) / 3;
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(file)) {
            for (SymbolKey symbol : symbols.values()) {
                checkWindow(reader, written, symbol, Long.MIN_VALUE, Long.MAX_VALUE);
                checkWindow(reader, written, symbol, min + third, max - third);
                checkWindow(reader, written, symbol, max, max);
                checkWindow(reader, written, symbol, max + 1, Long.MAX_VALUE);
            }
            checkWindow(reader, written, SymbolKey.of("not-there"), Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    private static void checkWindow(
            CandleFileReader reader, CandleColumns written, SymbolKey symbol, long from, long to) {
        CandleColumns expected = new CandleColumns();
        for (int i = 0; i < written.size; i++) {
            if (written.symbol[i].equals(symbol) && written.tsMicros[i] >= from && written.tsMicros[i] <= to) {
                expected.addFrom(written, i);
            }
        }
        CandleColumns found = new CandleColumns();
        reader.readSymbol(symbol, from, to, found);
        assertThat(SampleFiles.text(found)).isEqualTo(SampleFiles.text(expected));
    }

    private static List<String> duckDb(Path file) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement select = connection.prepareStatement(
                        "select symbol, timeframe, ts, epoch_us(ts_utc) us, open, high, low, close, volume, seq,"
                                + " bar_index from read_parquet(?, file_row_number=true) order by file_row_number")) {
            select.setString(1, file.toString());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    double volume = rows.getDouble("volume");
                    boolean absent = rows.wasNull();
                    assertThat(absent || !Double.isNaN(volume)).isTrue();
                    assertThat(rows.getString("timeframe")).isEqualTo("2m");
                    assertThat(rows.getString("ts")).isEqualTo(IsoTime.format(rows.getLong("us")));
                    assertThat(rows.getObject("bar_index")).isNull();
                    lines.add(line(
                            rows.getString("symbol"),
                            rows.getString("ts"),
                            rows.getDouble("open"),
                            rows.getDouble("high"),
                            rows.getDouble("low"),
                            rows.getDouble("close"),
                            absent ? Double.NaN : volume,
                            rows.getLong("seq")));
                }
            }
        }
        return lines;
    }

    private static List<String> parquetJava(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification(true)
                .withCodecFactory(new ForeignCodecs())
                .build();
        try (Disk.ReadableFile in = Disk.LOCAL.openRead(file);
                ParquetFileReader reader = ParquetFileReader.open(new DiskInput(in), options)) {
            assertThat(reader.getFileMetaData().getSchema()).isEqualTo(CandleColumnTypes.SCHEMA);
            MessageColumnIO columns = new ColumnIOFactory().getColumnIO(CandleColumnTypes.SCHEMA);
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                RecordReader<Group> records =
                        columns.getRecordReader(group, new GroupRecordConverter(CandleColumnTypes.SCHEMA));
                for (long i = 0; i < group.getRowCount(); i++) {
                    Group row = records.read();
                    lines.add(line(
                            row.getString("symbol", 0),
                            row.getString("ts", 0),
                            row.getDouble("open", 0),
                            row.getDouble("high", 0),
                            row.getDouble("low", 0),
                            row.getDouble("close", 0),
                            row.getFieldRepetitionCount("volume") == 0 ? Double.NaN : row.getDouble("volume", 0),
                            row.getLong("seq", 0)));
                }
            }
        }
        return lines;
    }

    private static String line(
            String symbol, String ts, double open, double high, double low, double close, double volume, long seq) {
        return symbol + "|" + ts + "|" + SampleFiles.bits(open) + "|" + SampleFiles.bits(high) + "|"
                + SampleFiles.bits(low) + "|" + SampleFiles.bits(close) + "|" + SampleFiles.bits(volume) + "|" + seq;
    }
}
