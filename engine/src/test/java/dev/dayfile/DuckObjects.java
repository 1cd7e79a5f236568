package dev.dayfile;

import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A DuckDB of somebody who has the files and the macros that are shipped, and no engine. */
final class DuckObjects implements AutoCloseable {
    /** The columns of a snapshot, as {@link #read} wants them. */
    static final String COLUMNS = "id, type, symbol, timeframe, status, \"left\", epoch_us(t_start) AS t_start,"
            + " epoch_us(t_end) AS t_end, y, top, bottom, payload, seq, created_ts, updated_ts, created_step,"
            + " updated_step";

    private final Connection connection;

    DuckObjects() throws SQLException, IOException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        try (InputStream macros = StorageEngine.class.getResourceAsStream("/dev/dayfile/dayfile.sql");
                Statement statement = connection.createStatement()) {
            statement.execute(new String(macros.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The state as of an instant, by the macro over the timeline's glob. */
    List<ChartObject> asOf(Path root, long tsMicros) throws SQLException {
        return query("SELECT " + COLUMNS + " FROM dayfile_objects_as_of('" + root + "', make_timestamptz(" + tsMicros
                + "::BIGINT))");
    }

    /** The state that all events add up to. */
    List<ChartObject> all(Path root) throws SQLException {
        return query("SELECT " + COLUMNS + " FROM dayfile_objects_as_of('" + root + "', 'infinity'::TIMESTAMPTZ)");
    }

    /** What the snapshot's file says. */
    List<ChartObject> snapshot(Path root) throws SQLException {
        return query("SELECT " + COLUMNS + " FROM read_parquet('" + root.resolve("objects/current/objects.parquet")
                + "') ORDER BY id");
    }

    /** The sequences of all events, by the macro. */
    List<Long> seqs(Path root) throws SQLException {
        return longs("SELECT seq FROM dayfile_object_events('" + root + "') ORDER BY seq");
    }

    /** The sequences in all files: those of a day in its grace twice. */
    List<Long> plainSeqs(Path root) throws SQLException {
        return longs("SELECT seq FROM read_parquet('" + root + "/objects/timeline/**/*.parquet') ORDER BY seq");
    }

    /** How often a query reads the files of the timeline. */
    long scans(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery("EXPLAIN " + sql)) {
            long scans = 0;
            while (plan.next()) {
                scans += plan.getString(2)
                        .lines()
                        .filter(line -> line.contains("READ_PARQUET"))
                        .count();
            }
            return scans;
        }
    }

    private List<Long> longs(String sql) throws SQLException {
        List<Long> longs = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                longs.add(rows.getLong(1));
            }
        }
        return longs;
    }

    private List<ChartObject> query(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return read(statement.executeQuery());
        }
    }

    /** The objects of a result, which is closed. */
    static List<ChartObject> read(ResultSet result) throws SQLException {
        List<ChartObject> objects = new ArrayList<>();
        try (ResultSet row = result) {
            while (row.next()) {
                objects.add(new ChartObject(
                        row.getString("id"),
                        row.getString("type"),
                        row.getString("symbol"),
                        Timeframe.parse(row.getString("timeframe")),
                        row.getString("status"),
                        (Long) row.getObject("left"),
                        (Long) row.getObject("t_start"),
                        (Long) row.getObject("t_end"),
                        (Double) row.getObject("y"),
                        (Double) row.getObject("top"),
                        (Double) row.getObject("bottom"),
                        row.getString("payload"),
                        row.getLong("seq"),
                        IsoTime.parse(row.getString("created_ts")),
                        IsoTime.parse(row.getString("updated_ts")),
                        (Long) row.getObject("created_step"),
                        (Long) row.getObject("updated_step")));
            }
        }
        return objects;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
