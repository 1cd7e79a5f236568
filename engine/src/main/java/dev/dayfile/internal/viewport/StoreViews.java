package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The views {@code candles}, {@code objects} and {@code object_events} of one connection, over the files of one moment.
 * Files reach a view as a variable that is bound, so no path is ever spliced into SQL; a view that has no file is empty
 * and has its types all the same.
 */
final class StoreViews {
    private static final String CANDLE_COLUMNS =
            "symbol, timeframe, ts, ts_utc, open, high, low, close, volume, seq, bar_index";

    private static final String NO_CANDLES = """
            SELECT NULL::VARCHAR AS symbol, NULL::VARCHAR AS timeframe, NULL::VARCHAR AS ts, NULL::TIMESTAMPTZ AS ts_utc,
              NULL::DOUBLE AS open, NULL::DOUBLE AS high, NULL::DOUBLE AS low, NULL::DOUBLE AS close,
              NULL::DOUBLE AS volume, NULL::BIGINT AS seq, NULL::BIGINT AS bar_index
            WHERE false""";

    private static final String NO_OBJECTS = """
            SELECT NULL::VARCHAR AS id, NULL::VARCHAR AS type, NULL::VARCHAR AS symbol, NULL::VARCHAR AS timeframe,
              NULL::VARCHAR AS status, NULL::BIGINT AS "left", NULL::TIMESTAMPTZ AS t_start, NULL::TIMESTAMPTZ AS t_end,
              NULL::DOUBLE AS y, NULL::DOUBLE AS top, NULL::DOUBLE AS bottom, NULL::VARCHAR AS payload,
              NULL::BIGINT AS seq, NULL::VARCHAR AS created_ts, NULL::VARCHAR AS updated_ts,
              NULL::BIGINT AS created_step, NULL::BIGINT AS updated_step
            WHERE false""";

    private static final String NO_EVENTS = """
            SELECT NULL::BIGINT AS seq, NULL::BIGINT AS step, NULL::VARCHAR AS ts, NULL::TIMESTAMPTZ AS ts_utc,
              NULL::VARCHAR AS action, NULL::VARCHAR AS reason, NULL::VARCHAR AS object_id, NULL::VARCHAR AS type,
              NULL::VARCHAR AS symbol, NULL::VARCHAR AS timeframe, NULL::VARCHAR AS status, NULL::BIGINT AS "left",
              NULL::TIMESTAMPTZ AS t_start, NULL::TIMESTAMPTZ AS t_end, NULL::DOUBLE AS y, NULL::DOUBLE AS top,
              NULL::DOUBLE AS bottom, NULL::VARCHAR AS payload, NULL::VARCHAR AS cleared
            WHERE false""";

    private static final String OBJECT_COLUMNS =
            "id, type, symbol, timeframe, status, \"left\", t_start, t_end, y, top, bottom, payload, seq, created_ts,"
                    + " updated_ts, created_step, updated_step";

    /**
     * The snapshot's objects that no later event has touched, and the others folded: a snapshot's row counts as the
     * create of its object. The first place is for the snapshot, the second for its sequence, the third for the events.
     */
    private static final String LATER_OBJECTS = """
            WITH known AS (SELECT * FROM %1$s), later AS (
              SELECT * FROM (%3$s) WHERE seq > %2$d
              QUALIFY row_number() OVER (PARTITION BY seq ORDER BY filename) = 1
            ), events AS (
              SELECT seq, 'create' AS action, id AS object_id, type, symbol, timeframe, status, "left", t_start, t_end, y,
                top, bottom, payload, [] AS cleared, created_ts, updated_ts, created_step, updated_step
              FROM known WHERE id IN (SELECT object_id FROM later)
              UNION ALL
              SELECT seq, action, object_id, type, symbol, timeframe, status, "left", t_start, t_end, y,
                top, bottom, payload, split(cleared, ',') AS cleared, ts, ts, step, step
              FROM later
            ), lives AS (
              SELECT *, max(seq) FILTER (action = 'create') OVER (PARTITION BY object_id) AS born FROM events
            )
            SELECT id, type, symbol, timeframe, status, "left", t_start, t_end, y, top, bottom, payload, seq, created_ts,
              updated_ts, created_step, updated_step
            FROM known WHERE id NOT IN (SELECT object_id FROM later)
            UNION ALL
            SELECT object_id, any_value(type), any_value(symbol), any_value(timeframe), arg_max(status, seq),
              arg_max_null("left", seq) FILTER ("left" IS NOT NULL OR list_contains(cleared, 'left')),
              arg_max_null(t_start, seq) FILTER (t_start IS NOT NULL OR list_contains(cleared, 't_start')),
              arg_max_null(t_end, seq) FILTER (t_end IS NOT NULL OR list_contains(cleared, 't_end')),
              arg_max_null(y, seq) FILTER (y IS NOT NULL OR list_contains(cleared, 'y')),
              arg_max_null(top, seq) FILTER (top IS NOT NULL OR list_contains(cleared, 'top')),
              arg_max_null(bottom, seq) FILTER (bottom IS NOT NULL OR list_contains(cleared, 'bottom')),
              arg_max_null(payload, seq) FILTER (payload IS NOT NULL OR list_contains(cleared, 'payload')),
              max(seq), arg_min(created_ts, seq), arg_max(updated_ts, seq), arg_min_null(created_step, seq),
              arg_max_null(updated_step, seq)
            FROM lives WHERE seq >= born GROUP BY object_id HAVING bool_and(action <> 'close')""";

    private static final String EVENT_COLUMNS =
            "seq, step, ts, ts_utc, action, reason, object_id, type, symbol, timeframe, status, \"left\", t_start, t_end,"
                    + " y, top, bottom, payload, cleared";

    private static final String LIVE_EVENTS =
            "SELECT seq, step, ts, make_timestamptz(ts_micros) AS ts_utc, action, reason, object_id, type, symbol,"
                    + " timeframe, status, \"left\", make_timestamptz(t_start_micros) AS t_start,"
                    + " make_timestamptz(t_end_micros) AS t_end, y, top, bottom, payload, cleared, '' AS filename"
                    + " FROM dayfile_event_rows";

    private final DuckDBConnection connection;

    StoreViews(Connection connection) {
        this.connection = (DuckDBConnection) connection;
    }

    /**
     * Makes {@code candles}: days of which nothing can repeat as they are, all others with one row a key.
     *
     * @param live rows that are in no file yet, by timeframe
     */
    void createCandles(FileChoice files, CandleFiles candleFiles, SortedMap<Timeframe, CandleColumns> live)
            throws SQLException {
        boolean copies = !files.foreign.isEmpty() || !live.isEmpty();
        StringBuilder sql = new StringBuilder("CREATE TEMP VIEW candles AS ");
        String union = "";
        if (!files.clean.isEmpty()) {
            bind("dayfile_clean", files.clean);
            sql.append("SELECT ").append(CANDLE_COLUMNS).append(" FROM read_parquet(getvariable('dayfile_clean'))");
            union = " UNION ALL ";
        }
        if (!files.mixed.isEmpty() || copies) {
            sql.append(union).append("SELECT ").append(CANDLE_COLUMNS).append(" FROM (");
            if (!files.mixed.isEmpty()) {
                bind("dayfile_mixed", files.mixed);
                sql.append("SELECT ").append(CANDLE_COLUMNS).append(" FROM read_parquet(getvariable('dayfile_mixed'))");
            }
            if (copies) {
                copyRows(files.foreign, candleFiles, live);
                sql.append(files.mixed.isEmpty() ? "" : " UNION ALL ");
                sql.append(
                                "SELECT symbol, timeframe, ts, make_timestamptz(ts_micros) AS ts_utc, open, high, low, close,")
                        .append(" volume, seq, NULL::BIGINT AS bar_index FROM dayfile_rows");
            }
            sql.append(") QUALIFY row_number() OVER (PARTITION BY symbol, timeframe, ts_utc ORDER BY seq DESC) = 1");
            union = " UNION ALL ";
        }
        execute(union.isEmpty() ? sql + NO_CANDLES : sql.toString());
    }

    /**
     * Makes {@code objects} and {@code object_events}; an event that stands in two files, or in a file and among those in
     * none, counts once.
     *
     * @param snapshot the snapshot, or nothing
     * @param snapshotSeq the last event that it takes into account
     * @param timeline the files of events
     * @param later those of them with events that the snapshot does not take into account
     * @param live events that are in no file yet
     */
    void createObjects(
            List<Entry> snapshot, long snapshotSeq, List<Entry> timeline, List<Entry> later, List<ObjectEvent> live)
            throws SQLException {
        if (!live.isEmpty()) {
            copyEvents(live);
        }
        String known = "(" + NO_OBJECTS + ")";
        if (!snapshot.isEmpty()) {
            bind("dayfile_objects", paths(snapshot));
            known = "read_parquet(getvariable('dayfile_objects'))";
        }
        String laterEvents = events("dayfile_later", later, live);
        execute("CREATE TEMP VIEW objects AS "
                + (laterEvents == null
                        ? "SELECT " + OBJECT_COLUMNS + " FROM " + known
                        : LATER_OBJECTS.formatted(known, snapshotSeq, laterEvents)));
        String allEvents = events("dayfile_events", timeline, live);
        execute("CREATE TEMP VIEW object_events AS "
                + (allEvents == null
                        ? NO_EVENTS
                        : "SELECT " + EVENT_COLUMNS + " FROM (" + allEvents
                                + ") QUALIFY row_number() OVER (PARTITION BY seq ORDER BY filename) = 1"));
    }

    /** What selects the events of files and those in no file, some twice; {@code null} when there are none. */
    private String events(String variable, List<Entry> files, List<ObjectEvent> live) throws SQLException {
        String inFiles = "SELECT " + EVENT_COLUMNS + ", filename FROM read_parquet(getvariable('" + variable + "'))";
        if (!files.isEmpty()) {
            bind(variable, paths(files));
        }
        if (live.isEmpty()) {
            return files.isEmpty() ? null : inFiles;
        }
        return files.isEmpty() ? LIVE_EVENTS : inFiles + " UNION ALL " + LIVE_EVENTS;
    }

    /** Copies events into a table that has the columns of files, but microseconds where these have times. */
    private void copyEvents(List<ObjectEvent> events) throws SQLException {
        execute("CREATE TEMP TABLE dayfile_event_rows(seq BIGINT, step BIGINT, ts VARCHAR, ts_micros BIGINT,"
                + " action VARCHAR, reason VARCHAR, object_id VARCHAR, type VARCHAR, symbol VARCHAR, timeframe VARCHAR,"
                + " status VARCHAR, \"left\" BIGINT, t_start_micros BIGINT, t_end_micros BIGINT, y DOUBLE, top DOUBLE,"
                + " bottom DOUBLE, payload VARCHAR, cleared VARCHAR)");
        try (DuckDBAppender appender = connection.createAppender("temp", "main", "dayfile_event_rows")) {
            for (ObjectEvent event : events) {
                appender.beginRow();
                for (Object value : ObjectFiles.row(event)) {
                    append(value, appender);
                }
                appender.endRow();
            }
        }
    }

    private static void append(Object value, DuckDBAppender appender) throws SQLException {
        if (value == null) {
            appender.appendNull();
        } else if (value instanceof Long number) {
            appender.append(number.longValue());
        } else if (value instanceof Double price) {
            appender.append(price.doubleValue());
        } else {
            appender.append((String) value);
        }
    }

    private static List<String> paths(List<Entry> files) {
        return files.stream().map(file -> file.path().toString()).toList();
    }

    /** Copies the rows of other writers' files, as the engine reads them, and those in no file into a table. */
    private void copyRows(
            List<FileChoice.Foreign> files, CandleFiles candleFiles, SortedMap<Timeframe, CandleColumns> live)
            throws SQLException {
        execute("CREATE TEMP TABLE dayfile_rows(symbol VARCHAR, timeframe VARCHAR, ts VARCHAR, ts_micros BIGINT,"
                + " open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume DOUBLE, seq BIGINT)");
        CandleColumns rows = new CandleColumns();
        try (DuckDBAppender appender = connection.createAppender("temp", "main", "dayfile_rows")) {
            for (Map.Entry<Timeframe, CandleColumns> entry : live.entrySet()) {
                append(entry.getValue(), entry.getKey().toString(), Long.MIN_VALUE, Long.MAX_VALUE, appender);
            }
            for (FileChoice.Foreign file : files) {
                // the folder's name, since another writer may have spelled the column in another letter case
                String timeframe = file.timeframe().toString();
                try (CandleFileReader reader = candleFiles.open(file.file())) {
                    for (int group = 0; group < reader.rowGroups(); group++) {
                        rows.clear();
                        reader.readRowGroup(group, new SymbolTable(), rows);
                        append(
                                rows,
                                timeframe,
                                file.span().fromMicros(),
                                file.span().toMicros(),
                                appender);
                    }
                }
            }
        }
    }

    private static void append(
            CandleColumns rows, String timeframe, long fromMicros, long toMicros, DuckDBAppender appender)
            throws SQLException {
        for (int i = 0; i < rows.size; i++) {
            long micros = rows.tsMicros[i];
            if (micros < fromMicros || micros > toMicros) {
                continue;
            }
            appender.beginRow()
                    .append(rows.symbol[i].toString())
                    .append(timeframe)
                    .append(IsoTime.format(micros))
                    .append(micros)
                    .append(rows.open[i])
                    .append(rows.high[i])
                    .append(rows.low[i])
                    .append(rows.close[i]);
            if (Double.isNaN(rows.volume[i])) {
                appender.appendNull();
            } else {
                appender.append(rows.volume[i]);
            }
            appender.append(rows.seq[i]).endRow();
        }
    }

    private void bind(String variable, List<String> files) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SET VARIABLE " + variable + " = ?")) {
            statement.setObject(1, connection.createArrayOf("VARCHAR", files.toArray()));
            statement.execute();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
