package dev.dayfile.benchmarks.parts;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.IsoTime;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
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
