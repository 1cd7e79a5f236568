package dev.dayfile.benchmarks.parts;

import com.jerolba.carpet.CarpetWriter;
import dev.dayfile.internal.io.AnchoredDisk;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.PartWriter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.IsoTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * A way to make one Parquet file of some rows and to publish it: a temporary file, forced if asked for, renamed, its
 * folder forced if asked for. All write the same columns without compression.
 */
interface PartContender extends AutoCloseable {
    /** Everyone, in the order of the turns. */
    List<String> NAMES = List.of("dayfile", "prepared-bytes", "example-writer", "carpet", "duckdb-copy");

    /** What happens outside of the measured time: the rows come into the form that the contender takes. */
    void prepare(CandleColumns rows) throws Exception;

    /** Writes and publishes what was prepared. */
    void write() throws Exception;

    @Override
    default void close() throws IOException, SQLException {}

    static PartContender open(String name, Path folder, boolean force) throws Exception {
        return switch (name) {
            case "dayfile" -> new Dayfile(folder, force);
            case "prepared-bytes" -> new PreparedBytes(folder, force);
            case "example-writer" -> new ExampleWriter(folder, force);
            case "carpet" -> new Carpet(folder, force);
            case "duckdb-copy" -> new DuckDbCopy(folder, force);
            default -> throw new IllegalArgumentException("no such contender [name=" + name + "]");
        };
    }

    /**
     * What a store does when its writer has a batch, but for one question that no other contender asks: whether the part's
     * name is taken.
     */
    final class Dayfile implements PartContender {
        private final StoreLayout layout;
        private final AnchoredDisk disk;
        private final Publisher publisher;
        private final PartWriter writer = new PartWriter("00000000000000aa");

        /** A batch has its day; nothing is parsed when it is written. */
        private final LocalDate day = LocalDate.parse(DayRows.DAY);

        private CandleColumns rows;

        Dayfile(Path folder, boolean force) throws IOException {
            layout = new StoreLayout(folder);
            disk = AnchoredDisk.at(Disk.LOCAL, folder);
            publisher = new Publisher(disk, force);
        }

        @Override
        public void prepare(CandleColumns prepared) {
            rows = prepared;
        }

        @Override
        public void write() throws IOException {
            ByteBuffer bytes = writer.encode(DayRows.TIMEFRAME, rows);
            publisher.publish(layout.part(DayRows.TIMEFRAME, day, writer.name()), bytes);
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }

    /** What the others have in common: a temporary in the folder of the day, a force of each if asked for, a rename. */
    abstract class Renaming implements PartContender {
        private final Path folder;
        private final boolean force;
        private int number;

        Renaming(Path folder, boolean force) throws IOException {
            this.folder = Files.createDirectories(
                    new StoreLayout(folder).dayFolder(DayRows.TIMEFRAME, LocalDate.parse(DayRows.DAY)));
            this.force = force;
        }

        Path temporary() {
            return folder.resolve("part-" + number + ".tmp");
        }

        void publish() throws IOException {
            Path temporary = temporary();
            force(temporary);
            Files.move(temporary, folder.resolve("part-" + number++ + ".parquet"), StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        }

        private void force(Path path) throws IOException {
            if (force) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    }

    /** The floor: no encoding at all. */
    final class PreparedBytes extends Renaming {
        private final PartWriter writer = new PartWriter("00000000000000aa");
        private ByteBuffer bytes;

        PreparedBytes(Path folder, boolean force) throws IOException {
            super(folder, force);
        }

        @Override
        public void prepare(CandleColumns rows) {
            ByteBuffer encoded = writer.encode(DayRows.TIMEFRAME, rows);
            bytes = ByteBuffer.allocateDirect(encoded.remaining()).put(encoded).flip();
        }

        @Override
        public void write() throws IOException {
            bytes.rewind();
            try (FileChannel channel =
                    FileChannel.open(temporary(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            publish();
        }
    }

    /** parquet-java's example writer, the one of its documentation, without Hadoop's configuration. */
    final class ExampleWriter extends Renaming {
        private final List<Group> groups = new ArrayList<>();

        ExampleWriter(Path folder, boolean force) throws IOException {
            super(folder, force);
        }

        @Override
        public void prepare(CandleColumns rows) {
            groups.clear();
            for (int i = 0; i < rows.size; i++) {
                groups.add(Candles.group(rows, i));
            }
        }

        @Override
        public void write() throws IOException {
            try (ParquetWriter<Group> writer = Candles.writer(temporary())) {
                for (Group group : groups) {
                    writer.write(group);
                }
            }
            publish();
        }
    }

    /** Carpet: parquet-java behind Java records. */
    final class Carpet extends Renaming {
        private final List<Row> records = new ArrayList<>();

        /** The candle columns as Carpet wants them. */
        public record Row(
                String symbol,
                String timeframe,
                String ts,
                long ts_utc,
                double open,
                double high,
                double low,
                double close,
                Double volume,
                long seq,
                Long bar_index) {}

        Carpet(Path folder, boolean force) throws IOException {
            super(folder, force);
        }

        @Override
        public void prepare(CandleColumns rows) {
            records.clear();
            for (int i = 0; i < rows.size; i++) {
                records.add(new Row(
                        rows.symbol[i].toString(),
                        DayRows.TIMEFRAME.toString(),
                        IsoTime.format(rows.tsMicros[i]),
                        rows.tsMicros[i],
                        rows.open[i],
                        rows.high[i],
                        rows.low[i],
                        rows.close[i],
                        rows.volume[i],
                        rows.seq[i],
                        null));
            }
        }

        @Override
        public void write() throws IOException {
            try (CarpetWriter<Row> writer = new CarpetWriter.Builder<>(new LocalOutputFile(temporary()), Row.class)
                    .withConf(new PlainParquetConfiguration())
                    .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                    .build()) {
                for (Row row : records) {
                    writer.write(row);
                }
            }
            publish();
        }
    }

    /** DuckDB's {@code COPY} of a table in memory that holds the rows already. */
    final class DuckDbCopy extends Renaming {
        private final Connection connection;

        DuckDbCopy(Path folder, boolean force) throws IOException, SQLException {
            super(folder, force);
            connection = DriverManager.getConnection("jdbc:duckdb:");
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table part(symbol varchar, timeframe varchar, ts varchar, ts_utc bigint,"
                        + " open double, high double, low double, close double, volume double, seq bigint,"
                        + " bar_index bigint)");
            }
        }

        @Override
        public void prepare(CandleColumns rows) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("delete from part");
            }
            try (DuckDBAppender appender =
                    ((DuckDBConnection) connection).createAppender(DuckDBConnection.DEFAULT_SCHEMA, "part")) {
                for (int i = 0; i < rows.size; i++) {
                    appender.beginRow();
                    appender.append(rows.symbol[i].toString());
                    appender.append(DayRows.TIMEFRAME.toString());
                    appender.append(IsoTime.format(rows.tsMicros[i]));
                    appender.append(rows.tsMicros[i]);
                    appender.append(rows.open[i]);
                    appender.append(rows.high[i]);
                    appender.append(rows.low[i]);
                    appender.append(rows.close[i]);
                    appender.append(rows.volume[i]);
                    appender.append(rows.seq[i]);
                    appender.appendNull();
                    appender.endRow();
                }
            }
        }

        @Override
        public void write() throws SQLException, IOException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("copy part to '" + temporary() + "' (format parquet, compression uncompressed)");
            }
            publish();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
