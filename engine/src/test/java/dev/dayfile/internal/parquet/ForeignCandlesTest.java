package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that DuckDB wrote stand for strangers' files: other encodings, codecs, types and orders of columns than ours. */
class ForeignCandlesTest {
    private static final long SEED = Long.getLong("dayfile.seed", 4711);
    private static final String PRICES =
            "1.5::double as open, 2.5::double as high, 0.5::double as low, 2::double as close";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd", "gzip", "lz4_raw", "uncompressed"})
    void shouldReadEveryCodec(String codec) throws SQLException {
        Path file = copy(
                "select 'S' || (i % 7) as symbol, '2m' as timeframe, timestamptz '2025-10-22 13:30:00Z' + i * interval 2"
                        + " minute as ts, i / 3.0 as open, i + 1.0 as high, i - 1.0 as low, i::double as close,"
                        + " case when i % 5 = 0 then null else i * 10.0 end as volume from range(20000) t(i)",
                "format parquet, compression " + codec + ", row_group_size 4096");
        List<String> rows = read(file, null, null);

        assertThat(rows).hasSize(20_000);
        for (int i = 0; i < rows.size(); i++) {
            String volume = i % 5 == 0 ? "NaN" : Double.toString(i * 10.0);
            assertThat(rows.get(i))
                    .isEqualTo("S" + i % 7 + "|2m|" + IsoTime.format(SampleFiles.OPENING + i * 120_000_000L) + "|"
                            + i / 3.0 + "|" + (i + 1.0) + "|" + (i - 1.0) + "|" + (double) i + "|" + volume);
        }
    }

    @Test
    void shouldRefuseACodecThatIsNotRead() throws SQLException {
        Path file =
                copy("select 'X' symbol, '2m' timeframe, now() ts, " + PRICES, "format parquet, compression brotli");

        assertThatThrownBy(() -> read(file, null, null))
                .isNotInstanceOf(CorruptFileException.class)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("codec=BROTLI")
                .hasMessageContaining("UNSUPPORTED")
                .hasMessageContaining(file.toString());
    }

    /** One instant in every form that a writer may give it; without a zone it is New York's 09:30. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'2025-10-22T13:30:00.25Z'",
                "'2025-10-22T09:30:00.250000-04:00'",
                "'2025-10-22 09:30:00.25'",
                "timestamptz '2025-10-22 13:30:00.25Z'",
                "timestamp '2025-10-22 09:30:00.25'",
                "timestamp_ms '2025-10-22 09:30:00.25'",
                "timestamp_ns '2025-10-22 09:30:00.25'",
                "1761139800250::bigint",
                "1761139800250000::bigint",
                "1761139800250000000::bigint"
            })
    void shouldReadEveryFormOfTime(String ts) throws SQLException {
        Path file = copy("select 'X' symbol, '2m' timeframe, " + ts + " as ts, " + PRICES, "format parquet");

        assertThat(read(file, null, null)).containsExactly("X|2m|2025-10-22T13:30:00.250000+00:00|1.5|2.5|0.5|2.0|NaN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "1761139800::bigint",
                "1761139800::integer",
                "'2025-10-22T13:30Z'",
                "timestamp_s '2025-10-22 09:30:00'"
            })
    void shouldReadSeconds(String ts) throws SQLException {
        Path file = copy("select 'X' symbol, '2m' timeframe, " + ts + " as ts, " + PRICES, "format parquet");

        assertThat(read(file, null, null)).containsExactly("X|2m|2025-10-22T13:30:00.000000+00:00|1.5|2.5|0.5|2.0|NaN");
    }

    @Test
    void shouldReadADateAsItsMidnightInTheMarket() throws SQLException {
        Path file = copy("select 'X' symbol, '1d' timeframe, date '2025-10-22' as ts, " + PRICES, "format parquet");

        assertThat(read(file, null, null)).containsExactly("X|1d|2025-10-22T04:00:00.000000+00:00|1.5|2.5|0.5|2.0|NaN");
    }

    @Test
    void shouldPreferIsoTextToABareNumber() throws SQLException {
        Path file = copy(
                "select 5::bigint as ts, '2025-10-22T13:30:00Z' as ts_iso, 'X' symbol, '2m' timeframe, " + PRICES,
                "format parquet");

        assertThat(read(file, null, null)).containsExactly("X|2m|2025-10-22T13:30:00.000000+00:00|1.5|2.5|0.5|2.0|NaN");
    }

    @Test
    void shouldReadEveryTypeOfNumber() throws SQLException {
        Path file = copy(
                "select 7.25::float as Open, 8::integer as High, 6::bigint as Low, 7.13::decimal(9,2) as Close,"
                        + " 123456789012345.25::decimal(28,2) as Volume, '2025-10-22T13:30:00Z' as ts, 'X' as Symbol, '2M' as tf,"
                        + " '2M' as TIMEFRAME",
                "format parquet");

        assertThat(read(file, null, null))
                .containsExactly("X|2m|2025-10-22T13:30:00.000000+00:00|7.25|8.0|6.0|7.13|1.2345678901234525E14");
    }

    @Test
    void shouldTakeSymbolAndTimeframeFromTheCaller() throws SQLException {
        Path file = copy("select '2025-10-22T13:30:00Z' as ts, " + PRICES, "format parquet");

        assertThat(read(file, "SPY", Timeframe.parse("5m")))
                .containsExactly("SPY|5m|2025-10-22T13:30:00.000000+00:00|1.5|2.5|0.5|2.0|NaN");
        assertThatThrownBy(() -> read(file, null, Timeframe.parse("5m")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("symbol");
        assertThatThrownBy(() -> read(file, "SPY", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeframe");
    }

    @Test
    void shouldSayWhichColumnIsMissing() throws SQLException {
        Path file = copy("select 'X' symbol, '2m' timeframe, now() as ts, 1.0 as open", "format parquet");

        assertThatThrownBy(() -> read(file, null, null))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("column=high");
    }

    @Test
    void shouldRefuseARowWithoutATimeAndGoOn() throws SQLException {
        Path file = copy(
                "select * from (values ('X', '2m', '2025-10-22T13:30:00Z', 1, 2, 1, 2), ('X', '2m', 'noon', 1, 2, 1, 2),"
                        + " (null, '2m', '2025-10-22T13:34:00Z', 1, 2, 1, 2), ('X', '2 minutes', '2025-10-22T13:36:00Z', 1, 2, 1, 2),"
                        + " ('X', '2m', null, 1, 2, 1, 2), ('X', '2m', '2025-10-22T13:40:00Z', null, 2, 1, 2))"
                        + " v(symbol, timeframe, ts, open, high, low, close)",
                "format parquet");

        assertThat(read(file, null, null))
                .hasSize(6)
                .contains("X|2m|2025-10-22T13:40:00.000000+00:00|NaN|2.0|1.0|2.0|NaN")
                .anyMatch(line -> line.startsWith("1 refused") && line.contains("noon"))
                .anyMatch(line -> line.startsWith("2 refused") && line.contains("symbol=null"))
                .anyMatch(line -> line.startsWith("3 refused") && line.contains("2 minutes"))
                .anyMatch(line -> line.startsWith("4 refused") && line.contains("ts=null"));
    }

    @Test
    void shouldPassOnWhatTheSinkThrows() throws SQLException {
        Path file = copy("select 'X' symbol, '2m' timeframe, now() as ts, " + PRICES, "format parquet");
        CandleSink sink = (s, tf, ts, o, h, l, c, v) -> {
            throw new IllegalStateException("the sink's own");
        };

        assertThatThrownBy(() -> new ForeignCandles(Disk.LOCAL, MarketClock.NEW_YORK).read(file, null, null, sink))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the sink's own");
    }

    @Test
    void shouldOpenAStrangersFileAsRowsOfSequenceZero() throws Exception {
        Path day = Files.createDirectories(folder.resolve("data/2m/2025-10-22"));
        Path file = day.resolve("part-20251022_133000-abcdef12.parquet");
        copyTo(
                file,
                "select * from (values ('Z', '2025-10-22T13:32:00Z', 3.0, 3.0, 3.0, 3.0, 4.0),"
                        + " ('A', '2025-10-22T13:30:00Z', 1.0, 1.0, 1.0, 1.0, null)) v(symbol, ts, open, high, low, close, volume)",
                "format parquet");
        CandleColumns rows = SampleFiles.read(file);
        CandleColumns expected = new CandleColumns();
        expected.add(SymbolKey.of("A"), SampleFiles.OPENING, 1, 1, 1, 1, Double.NaN, 0);
        expected.add(SymbolKey.of("Z"), SampleFiles.OPENING + 120_000_000L, 3, 3, 3, 3, 4, 0);

        assertThat(SampleFiles.text(rows)).isEqualTo(SampleFiles.text(expected));
        FileFooter footer = new CandleFiles(Disk.LOCAL).verify(file);
        assertThat(footer.version()).isNull();
        assertThat(footer.rows()).isEqualTo(2);
        assertThat(footer.lastSeq()).isZero();
        CandleColumns found = new CandleColumns();
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(file)) {
            reader.readSymbol(SymbolKey.of("Z"), Long.MIN_VALUE, Long.MAX_VALUE, found);
        }
        assertThat(found.size).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'X'; '5m'; 1.0; timeframe=5m",
                "'has blank'; '2m'; 1.0; blank",
                "'X'; '2m'; 9.0; high is below low",
                "'X'; '2m'; null; open=NaN",
                "'X'; '2m'; 'nan'::double; low=NaN"
            })
    void shouldTakeNoPartOfAStrangersFileWithARowThatIsNoCandle(String symbol, String tf, String low, String why)
            throws Exception {
        Path day = Files.createDirectories(folder.resolve("data/2m/2025-10-22"));
        Path file = day.resolve("vendor.parquet");
        String open = low.equals("null") ? "null::double" : "1.0";
        copyTo(
                file,
                "select " + symbol + " symbol, " + tf + " timeframe, '2025-10-22T13:30:00Z' ts, " + open
                        + " as open, 2.0 as high, " + (low.equals("null") ? "1.0" : low) + " as low, 2.0 as close",
                "format parquet");

        assertThatThrownBy(() -> new CandleFiles(Disk.LOCAL).open(file))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(file.toString());
    }

    /** No checksum protects such a file, so values may be wrong; what is thrown must still name the file. */
    @Test
    void shouldThrowNothingElseForADamagedFile() throws Exception {
        Random random = new Random(SEED);
        System.out.println("dayfile.seed=" + SEED);
        Path file = copy(
                "select 'S' || (i % 7) as symbol, '2m' as timeframe, timestamptz '2025-10-22 13:30:00Z' + i * interval 2"
                        + " minute as ts, i / 3.0 as open, i + 1.0 as high, i - 1.0 as low, i::double as close, 1.0 as volume"
                        + " from range(300) t(i)",
                "format parquet");
        byte[] bytes = Files.readAllBytes(file);
        CandleSink ignore = new CandleSink() {
            @Override
            public void accept(String s, Timeframe tf, long ts, double o, double h, double l, double c, double v) {}

            @Override
            public void refuse(long row, String reason) {}
        };
        int found = 0;
        for (int i = 0; i < 1_500; i++) {
            byte[] damaged = bytes.clone();
            int length = bytes.length;
            if (i % 4 == 0) {
                length = random.nextInt(bytes.length);
            } else {
                for (int n = random.nextInt(3); n >= 0; n--) {
                    damaged[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            try {
                new ForeignCandles(new BytesDisk(damaged, length), MarketClock.NEW_YORK).read(file, null, null, ignore);
            } catch (CorruptFileException e) {
                assertThat(e.path()).isEqualTo(file);
                found++;
            }
        }
        assertThat(found).isGreaterThan(400);
    }

    @Test
    void shouldImportOurOwnFiles() throws IOException {
        CandleColumns rows = SampleFiles.session(300, 3, 1);
        Path part = SampleFiles.writePart(folder, rows);
        Path dayfile = SampleFiles.writeDayfile(folder.resolve("backup.parquet"), rows);

        assertThat(read(part, null, null)).hasSize(300).isEqualTo(read(dayfile, null, null));
    }

    private Path copy(String select, String options) throws SQLException {
        return copyTo(folder.resolve("foreign.parquet"), select, options);
    }

    private static Path copyTo(Path file, String select, String options) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("set timezone='UTC'");
            statement.execute("copy (" + select + ") to '" + file + "' (" + options + ")");
        }
        return file;
    }

    private static List<String> read(Path file, String symbol, Timeframe timeframe) {
        List<String> lines = new ArrayList<>();
        CandleSink sink = new CandleSink() {
            @Override
            public void accept(String s, Timeframe tf, long ts, double o, double h, double l, double c, double v) {
                lines.add(s + "|" + tf + "|" + IsoTime.format(ts) + "|" + o + "|" + h + "|" + l + "|" + c + "|" + v);
            }

            @Override
            public void refuse(long row, String reason) {
                lines.add(row + " refused " + reason);
            }
        };
        long rows = new ForeignCandles(Disk.LOCAL, MarketClock.NEW_YORK).read(file, symbol, timeframe, sink);
        assertThat(rows).isEqualTo(lines.size());
        return lines;
    }
}
