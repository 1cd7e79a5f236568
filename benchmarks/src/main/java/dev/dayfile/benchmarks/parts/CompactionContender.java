package dev.dayfile.benchmarks.parts;

import dev.dayfile.StorageConfig;
import dev.dayfile.benchmarks.harness.NoCodecs;
import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.compact.CompactionSettings;
import dev.dayfile.internal.compact.Compactor;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.MarketClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;

/**
 * A way to make one file of a day's parts. Ours proves the file, reading it back to its end, before it is published; none
 * of the others does. Nothing is forced.
 */
interface CompactionContender extends AutoCloseable {
    /** Everyone, in the order of the turns. */
    List<String> NAMES = List.of(
            "dayfile",
            "dayfile-command",
            "dayfile-64k-rows-22m-heap-c1",
            "duckdb-copy",
            "parquet-java-rows",
            "parquet-java-append");

    int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** The day as one file, which did not stand before. */
    void compact(StoreLayout layout) throws Exception;

    @Override
    default void close() throws SQLException {}

    static Path folder(StoreLayout layout) {
        return layout.dayFolder(DayRows.TIMEFRAME, LocalDate.parse(DayRows.DAY));
    }

    static Path dayfile(StoreLayout layout) {
        return layout.dayfile(DayRows.TIMEFRAME, LocalDate.parse(DayRows.DAY));
    }

    private static List<Path> parts(StoreLayout layout) throws IOException {
        try (Stream<Path> parts = Files.list(folder(layout))) {
            return parts.sorted().toList();
        }
    }

    static CompactionContender open(String name) throws Exception {
        return switch (name) {
            case "dayfile" -> layout -> compact(layout, StorageConfig.DEFAULT_COMPACTION_ROWS, PROCESSORS);
            case "dayfile-command" ->
                layout -> compact(layout, StorageConfig.DEFAULT_COMPACTION_ROWS, Math.min(4, PROCESSORS));
            case "dayfile-64k-rows-22m-heap-c1" -> layout -> compact(layout, 64 << 10, PROCESSORS);
            case "duckdb-copy" -> new DuckDbCopy();
            case "parquet-java-rows" -> CompactionContender::rows;
            case "parquet-java-append" -> CompactionContender::append;
            default -> throw new IllegalArgumentException("no such contender [name=" + name + "]");
        };
    }

    /** @param rowsInMemory before sorted runs are spilled */
    private static void compact(StoreLayout layout, int rowsInMemory, int threads) {
        new Compactor(
                        Disk.LOCAL,
                        layout,
                        new CandleFiles(Disk.LOCAL),
                        new Publisher(Disk.LOCAL, false),
                        new FolderGate(),
                        "00000000000000aa",
                        MarketClock.NEW_YORK,
                        BarNumbers.NONE,
                        new CompactionSettings(rowsInMemory, CompactionSettings.DEFAULT_MERGE_WIDTH, threads),
                        Clock.systemUTC())
                .compact(DayRows.TIMEFRAME, LocalDate.parse(DayRows.DAY));
    }

    /** Sorted and with ZSTD, as a researcher would. */
    final class DuckDbCopy implements CompactionContender {
        private final Connection connection;

        DuckDbCopy() throws SQLException {
            connection = DriverManager.getConnection("jdbc:duckdb:");
        }

        @Override
        public void compact(StoreLayout layout) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("copy (select * from read_parquet('" + folder(layout)
                        + "/*.parquet') order by symbol, ts) to '" + dayfile(layout)
                        + "' (format parquet, compression zstd)");
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** parquet-java's row reader and writer with a sort in memory between them. */
    private static void rows(StoreLayout layout) throws IOException {
        List<Group> groups = new ArrayList<>();
        for (Path part : parts(layout)) {
            try (ParquetReader<Group> reader = new GroupReader(new LocalInputFile(part)).build()) {
                for (Group group = reader.read(); group != null; group = reader.read()) {
                    groups.add(group);
                }
            }
        }
        groups.sort(
                Comparator.comparing((Group g) -> g.getString("symbol", 0)).thenComparing(g -> g.getLong("ts_utc", 0)));
        try (ParquetWriter<Group> writer = Candles.writer(dayfile(layout))) {
            for (Group group : groups) {
                writer.write(group);
            }
        }
    }

    /** Without Hadoop's configuration. */
    final class GroupReader extends ParquetReader.Builder<Group> {
        GroupReader(InputFile file) {
            super(file, new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    /** Copies row groups as they are: neither sorted nor compressed anew, and every reader of the file pays for it. */
    private static void append(StoreLayout layout) throws IOException {
        ParquetFileWriter writer = new ParquetFileWriter(
                new LocalOutputFile(dayfile(layout)),
                Candles.SCHEMA,
                ParquetFileWriter.Mode.CREATE,
                Long.MAX_VALUE,
                0,
                null,
                ParquetProperties.builder().build());
        writer.start();
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new NoCodecs())
                .build();
        for (Path part : parts(layout)) {
            LocalInputFile file = new LocalInputFile(part);
            try (ParquetFileReader reader = ParquetFileReader.open(file, options)) {
                reader.appendTo(writer);
            }
        }
        writer.end(Map.of());
    }
}
