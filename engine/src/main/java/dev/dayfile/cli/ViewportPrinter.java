package dev.dayfile.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** One viewport as a table for people, or as CSV or JSON in the form that the command line's contract gives. */
final class ViewportPrinter {
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final PrintStream out;
    private final ViewportQuery query;
    private final CandleSeries candles;
    private final Viewport viewport;

    ViewportPrinter(PrintStream out, ViewportQuery query, Viewport viewport) {
        this.out = out;
        this.query = query;
        this.viewport = viewport;
        this.candles = viewport.candles();
    }

    /** Times in the market's zone, to the second or finer only where a stamp has it. */
    void table(ZoneId zone) {
        TextTable table = newTable(zone);
        addRows(table, zone, 0, candles.size());
        table.print(out);
        objects(zone);
    }

    private void objects(ZoneId zone) {
        if (!viewport.objects().isEmpty()) {
            out.println();
            ObjectPrinter.table(out, viewport.objects(), zone);
        }
    }

    /** As {@link #table}, with the candles between the first and the last {@code n} left out. */
    void ends(ZoneId zone, int n) {
        TextTable table = newTable(zone);
        int left = candles.size() - 2 * n;
        addRows(table, zone, 0, left > 0 ? n : candles.size());
        if (left > 0) {
            table.add("... " + Texts.count(left) + " more", "", "", "", "", "", "");
            addRows(table, zone, candles.size() - n, candles.size());
        }
        table.print(out);
        objects(zone);
    }

    private static TextTable newTable(ZoneId zone) {
        return new TextTable("time (" + zone + ")", ">open", ">high", ">low", ">close", ">volume", ">seq");
    }

    private void addRows(TextTable table, ZoneId zone, int from, int to) {
        for (int i = from; i < to; i++) {
            double volume = candles.volume(i);
            table.add(
                    time(candles.tsMicros(i), zone),
                    Texts.price(candles.open(i)),
                    Texts.price(candles.high(i)),
                    Texts.price(candles.low(i)),
                    Texts.price(candles.close(i)),
                    Double.isNaN(volume) ? "-" : Texts.plain(volume),
                    Long.toString(candles.seq(i)));
        }
    }

    static String time(long micros, ZoneId zone) {
        String pattern = micros % 60_000_000 == 0
                ? "yyyy-MM-dd HH:mm"
                : micros % 1_000_000 == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.SSSSSS";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .format(IsoTime.toInstant(micros).atZone(zone));
    }

    void csv() {
        out.println("ts,open,high,low,close,volume,seq");
        for (int i = 0; i < candles.size(); i++) {
            double volume = candles.volume(i);
            out.println(IsoTime.format(candles.tsMicros(i))
                    + ','
                    + Texts.plain(candles.open(i))
                    + ','
                    + Texts.plain(candles.high(i))
                    + ','
                    + Texts.plain(candles.low(i))
                    + ','
                    + Texts.plain(candles.close(i))
                    + ','
                    + (Double.isNaN(volume) ? "" : Texts.plain(volume))
                    + ','
                    + candles.seq(i));
        }
    }

    void json() throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("symbol", query.symbol());
            json.writeStringField("timeframe", query.timeframe().toString());
            bound(json, "from", query.fromMicros(), ViewportQuery.UNBOUNDED_FROM);
            bound(json, "to", query.toMicros(), ViewportQuery.UNBOUNDED_TO);
            json.writeArrayFieldStart("candles");
            for (int i = 0; i < candles.size(); i++) {
                candle(json, i);
            }
            json.writeEndArray();
            if (query.resampledFrom() != null) {
                json.writeStringField("resampled_from", query.resampledFrom().toString());
                json.writeBooleanField("last_partial", viewport.lastPartial());
            }
            json.writeArrayFieldStart("objects");
            for (ChartObject object : viewport.objects()) {
                ObjectPrinter.shown(json, object);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println();
    }

    private static void bound(JsonGenerator json, String name, long micros, long unbounded) throws IOException {
        ObjectPrinter.time(json, name, micros == unbounded ? null : micros);
    }

    /** A candle as the document has it. */
    static void candle(JsonGenerator json, Candle c) throws IOException {
        candle(json, c.tsMicros(), c.open(), c.high(), c.low(), c.close(), c.volume(), c.seq());
    }

    private void candle(JsonGenerator json, int i) throws IOException {
        candle(
                json,
                candles.tsMicros(i),
                candles.open(i),
                candles.high(i),
                candles.low(i),
                candles.close(i),
                candles.volume(i),
                candles.seq(i));
    }

    private static void candle(
            JsonGenerator json,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume,
            long seq)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("ts", IsoTime.format(tsMicros));
        json.writeNumberField("open", Texts.decimal(open));
        json.writeNumberField("high", Texts.decimal(high));
        json.writeNumberField("low", Texts.decimal(low));
        json.writeNumberField("close", Texts.decimal(close));
        ObjectPrinter.number(json, "volume", Double.isNaN(volume) ? null : volume);
        json.writeNumberField("seq", seq);
        json.writeEndObject();
    }
}
