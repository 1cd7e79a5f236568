package dev.dayfile.benchmarks.viewport;

import dev.dayfile.model.CandleSeries;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.DefaultCairoConfiguration;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** QuestDB in the process: an indexed symbol, a designated time, a partition a day, queries that are compiled once. */
final class QuestDbContender implements ViewportContender {
    private final CairoEngine engine;
    private final SqlExecutionContextImpl context;
    private final List<RecordCursorFactory> factories = new ArrayList<>();

    /** A row's place, since QuestDB takes rows in the order of time. */
    private record Place(String symbol, CandleSeries.Columns columns, int row) {
        long tsMicros() {
            return columns.tsMicros()[row];
        }
    }

    QuestDbContender(Path folder, StoredRows rows) throws SqlException {
        engine = new CairoEngine(new DefaultCairoConfiguration(folder.toString()));
        context = new SqlExecutionContextImpl(engine, 1).with(AllowAllSecurityContext.INSTANCE, null);
        engine.execute("create table candles(symbol symbol capacity 8192 index, ts timestamp, open double, high double,"
                + " low double, close double, volume double, seq long) timestamp(ts) partition by day bypass wal");
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, CandleSeries.Columns> symbol : rows.candles().entrySet()) {
            for (int i = 0; i < symbol.getValue().tsMicros().length; i++) {
                places.add(new Place(symbol.getKey(), symbol.getValue(), i));
            }
        }
        places.sort(Comparator.comparingLong(Place::tsMicros));
        try (TableWriter writer = engine.getWriter(engine.verifyTableName("candles"), "benchmark")) {
            for (Place place : places) {
                append(writer, place);
            }
            writer.commit();
        }
    }

    private static void append(TableWriter writer, Place place) {
        int i = place.row;
        TableWriter.Row row = writer.newRow(place.tsMicros());
        row.putSym(0, place.symbol);
        row.putDouble(2, place.columns.open()[i]);
        row.putDouble(3, place.columns.high()[i]);
        row.putDouble(4, place.columns.low()[i]);
        row.putDouble(5, place.columns.close()[i]);
        row.putDouble(6, place.columns.volume()[i]);
        row.putLong(7, place.columns.seq()[i]);
        row.append();
    }

    @Override
    public boolean knows(Window window) {
        return !window.hasBand();
    }

    @Override
    public Query prepare(Window window) throws SqlException {
        RecordCursorFactory factory = engine.select(
                "select ts, open, high, low, close, volume, seq from candles where symbol = '" + window.symbol()
                        + "' and ts between " + window.fromMicros() + " and " + window.toMicros()
                        + (window.last() > 0 ? " limit -" + window.last() : ""),
                context);
        factories.add(factory);
        return out -> {
            out.candles().clear();
            try (RecordCursor rows = factory.getCursor(context)) {
                Record row = rows.getRecord();
                while (rows.hasNext()) {
                    out.candles()
                            .add(
                                    row.getTimestamp(0),
                                    row.getDouble(1),
                                    row.getDouble(2),
                                    row.getDouble(3),
                                    row.getDouble(4),
                                    row.getDouble(5),
                                    row.getLong(6));
                }
            }
        };
    }

    @Override
    public void close() {
        factories.forEach(RecordCursorFactory::close);
        context.close();
        engine.close();
    }
}
