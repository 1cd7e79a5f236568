package dev.dayfile.benchmarks.parts;

import dev.dayfile.benchmarks.harness.NoCodecs;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.IsoTime;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The candle schema as parquet-java's contenders have it, and what all of them need. */
final class Candles {
    static final MessageType SCHEMA = MessageTypeParser.parseMessageType("message candle {"
            + " required binary symbol (STRING); required binary timeframe (STRING); required binary ts (STRING);"
            + " required int64 ts_utc (TIMESTAMP(MICROS,true));"
            + " required double open; required double high; required double low; required double close;"
            + " optional double volume; required int64 seq; optional int64 bar_index; }");

    private Candles() {}

    /** parquet-java's example writer, the one of its documentation, without Hadoop's configuration and codecs. */
    static ParquetWriter<Group> writer(Path file) throws IOException {
        return ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(SCHEMA)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new NoCodecs())
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .build();
    }

    static Group group(CandleColumns rows, int i) {
        SimpleGroup group = new SimpleGroup(SCHEMA);
        group.add("symbol", rows.symbol[i].toString());
        group.add("timeframe", DayRows.TIMEFRAME.toString());
        group.add("ts", IsoTime.format(rows.tsMicros[i]));
        group.add("ts_utc", rows.tsMicros[i]);
        group.add("open", rows.open[i]);
        group.add("high", rows.high[i]);
        group.add("low", rows.low[i]);
        group.add("close", rows.close[i]);
        group.add("volume", rows.volume[i]);
        group.add("seq", rows.seq[i]);
        return group;
    }
}
