package dev.dayfile.benchmarks.append;

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

/** QuestDB in the process: symbol columns, a designated time column, a partition a day, one commit a row. */
final class QuestDbContender implements Contender {
    private final CairoEngine engine;
    private final TableWriter writer;

    QuestDbContender(Path folder) throws SqlException {
        engine = new CairoEngine(new DefaultCairoConfiguration(folder.toString()));
        engine.execute("create table candles(symbol symbol, timeframe symbol, ts timestamp, open double, high double,"
                + " low double, close double, volume double) timestamp(ts) partition by day bypass wal");
        writer = engine.getWriter(engine.verifyTableName("candles"), "benchmark");
    }

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume) {
        TableWriter.Row row = writer.newRow(tsMicros);
        row.putSym(0, Rows.SYMBOL);
        row.putSym(1, Rows.TIMEFRAME);
        row.putDouble(3, open);
        row.putDouble(4, high);
        row.putDouble(5, low);
        row.putDouble(6, close);
        row.putDouble(7, volume);
        row.append();
        writer.commit();
    }

    @Override
    public void drain() {}

    @Override
    public Stored readBack() throws SqlException {
        try (SqlExecutionContextImpl context =
                        new SqlExecutionContextImpl(engine, 1).with(AllowAllSecurityContext.INSTANCE, null);
                RecordCursorFactory factory =
                        engine.select("select ts, open, high, low, close, volume from candles", context);
                RecordCursor rows = factory.getCursor(context)) {
            Stored stored = Stored.NOTHING;
            Record row = rows.getRecord();
            while (rows.hasNext()) {
                stored = stored.plus(
                        row.getTimestamp(0),
                        row.getDouble(1),
                        row.getDouble(2),
                        row.getDouble(3),
                        row.getDouble(4),
                        row.getDouble(5));
            }
            return stored;
        }
    }

    @Override
    public void close() {
        writer.close();
        engine.close();
    }
}
