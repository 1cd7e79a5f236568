package dev.dayfile.benchmarks.append;

import dev.dayfile.benchmarks.harness.NoCodecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A Parquet file for each candle, written in the caller's thread by parquet-java's example writer under a temporary name
 * and renamed. Nothing is forced. The gate reads the files with DuckDB.
 */
final class FileACandleContender implements Contender {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("message candle {"
            + " required binary symbol (STRING); required binary timeframe (STRING); required int64 ts;"
            + " required double open; required double high; required double low; required double close;"
            + " optional double volume; }");

    private final Path folder;
    private final Path temporary;

    FileACandleContender(Path folder) {
        this.folder = folder;
        temporary = folder.resolve("part.tmp");
    }

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume)
            throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(temporary))
                .withType(SCHEMA)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new NoCodecs())
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .build()) {
            SimpleGroup row = new SimpleGroup(SCHEMA);
            row.add("symbol", Rows.SYMBOL);
            row.add("timeframe", Rows.TIMEFRAME);
            row.add("ts", tsMicros);
            row.add("open", open);
            row.add("high", high);
            row.add("low", low);
            row.add("close", close);
            row.add("volume", volume);
            writer.write(row);
        }
        Files.move(temporary, folder.resolve("part-" + tsMicros + ".parquet"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void drain() {}

    @Override
    public Stored readBack() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            return DuckDbContender.sum(connection, Stored.sql("read_parquet('" + folder + "/*.parquet')", "ts"));
        }
    }

    @Override
    public void close() {}
}
