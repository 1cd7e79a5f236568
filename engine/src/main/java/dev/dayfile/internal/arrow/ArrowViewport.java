package dev.dayfile.internal.arrow;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.ChartObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a viewport holds as Arrow columns; the names are those of the candle and object files. */
public final class ArrowViewport {
    private ArrowViewport() {}

    /** Writes candles. */
    public static void writeCandles(CandleSeries candles, Map<String, String> metadata, OutputStream out)
            throws IOException {
        List<ArrowColumn> columns = List.of(
                ArrowColumn.times("ts", null, candles::tsMicros),
                ArrowColumn.doubles("open", null, candles::open),
                ArrowColumn.doubles("high", null, candles::high),
                ArrowColumn.doubles("low", null, candles::low),
                ArrowColumn.doubles("close", null, candles::close),
                ArrowColumn.doubles("volume", row -> Double.isNaN(candles.volume(row)), candles::volume),
                ArrowColumn.longs("seq", null, candles::seq));
        new ArrowStreamWriter(out).write(columns, candles.size(), metadata);
    }

    /** Writes chart objects. */
    public static void writeObjects(List<ChartObject> objects, Map<String, String> metadata, OutputStream out)
            throws IOException {
        List<ArrowColumn> columns = List.of(
                text("id", false, objects, ChartObject::id),
                text("type", false, objects, ChartObject::type),
                text("symbol", false, objects, ChartObject::symbol),
                text("timeframe", false, objects, object -> object.timeframe().toString()),
                text("status", false, objects, ChartObject::status),
                number("left", objects, ChartObject::left),
                time("t_start", objects, ChartObject::tStartMicros),
                time("t_end", objects, ChartObject::tEndMicros),
                price("y", objects, ChartObject::y),
                price("top", objects, ChartObject::top),
                price("bottom", objects, ChartObject::bottom),
                text("payload", true, objects, ChartObject::payload),
                ArrowColumn.longs("seq", null, row -> objects.get(row).seq()),
                ArrowColumn.times("created_ts", null, row -> objects.get(row).createdTsMicros()),
                ArrowColumn.times("updated_ts", null, row -> objects.get(row).updatedTsMicros()),
                number("created_step", objects, ChartObject::createdStep),
                number("updated_step", objects, ChartObject::updatedStep));
        new ArrowStreamWriter(out).write(columns, objects.size(), metadata);
    }

    private static ArrowColumn text(
            String name, boolean nullable, List<ChartObject> objects, Function<ChartObject, String> value) {
        return ArrowColumn.texts(name, nullable, row -> value.apply(objects.get(row)));
    }

    private static ArrowColumn number(String name, List<ChartObject> objects, Function<ChartObject, Long> value) {
        return ArrowColumn.longs(
                name, row -> value.apply(objects.get(row)) == null, row -> value.apply(objects.get(row)));
    }

    private static ArrowColumn time(String name, List<ChartObject> objects, Function<ChartObject, Long> value) {
        return ArrowColumn.times(
                name, row -> value.apply(objects.get(row)) == null, row -> value.apply(objects.get(row)));
    }

    private static ArrowColumn price(String name, List<ChartObject> objects, Function<ChartObject, Double> value) {
        return ArrowColumn.doubles(
                name, row -> value.apply(objects.get(row)) == null, row -> value.apply(objects.get(row)));
    }
}
