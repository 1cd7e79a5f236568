package dev.dayfile.benchmarks.viewport;

import dev.dayfile.model.CandleBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Three ways to ask DuckDB, from the first that comes to mind to the best that we know of. */
abstract class DuckDbContender implements ViewportContender {
    private static final String COLUMNS = "open, high, low, close, volume, seq";

    final Path root;
    final Stock stock;

    private DuckDbContender(Path root, Stock stock) {
        this.root = root;
        this.stock = stock;
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:duckdb:");
    }

    /** Takes a result's rows; those of a last-N query come from the end. */
    static void take(ResultSet rows, Window window, Answer out) throws SQLException {
        CandleBuffer candles = out.candles();
        candles.clear();
        while (rows.next()) {
            candles.add(
                    rows.getLong(1),
                    rows.getDouble(2),
                    rows.getDouble(3),
                    rows.getDouble(4),
                    rows.getDouble(5),
                    rows.getDouble(6),
                    rows.getLong(7));
        }
    }

    private static void takeIds(ResultSet rows, Answer out) throws SQLException {
        out.ids().clear();
        while (rows.next()) {
            out.ids().add(rows.getString(1));
        }
    }

    /** A statement's text: the window's candles in the order of time. */
    private static String candles(String time, String from, String condition, Window window) {
        String all = "select " + time + " as t, " + COLUMNS + " from " + from + " where " + condition;
        return window.last() > 0
                ? "select * from (" + all + " order by t desc limit " + window.last() + ") order by t"
                : all + " order by t";
    }

    private static String drawings(String from, Window window) {
        return "select id, type, top, bottom, t_start, t_end from " + from + " where symbol = '" + window.symbol()
                + "' and status <> 'removed' and epoch_us(t_start) <= " + window.toMicros() + " and bottom <= "
                + window.high() + " and top >= " + window.low() + " order by id";
    }

    private static String file(Path file) {
        return "'" + file + "'";
    }

    String snapshot() {
        return "read_parquet(" + file(StoredRows.snapshot(root)) + ")";
    }

    /**
     * As the specification's first implementation asks: a new connection each time, every file of the timeframe, columns
     * matched by name, and the text of {@code ts} turned into times.
     */
    static final class Globs extends DuckDbContender {
        Globs(Path root, Stock stock) {
            super(root, stock);
        }

        @Override
        public Query prepare(Window window) {
            String ts = "cast(ts as timestamptz)";
            String sql = candles(
                    "epoch_us(" + ts + ")",
                    "read_parquet("
                            + file(StoredRows.timeframeFolder(root, stock).resolve("**/*.parquet"))
                            + ", union_by_name=true)",
                    "symbol = '" + window.symbol() + "' and timeframe = '" + stock.timeframe() + "' and " + ts + " >= "
                            + time(window.fromMicros()) + " and " + ts + " <= " + time(window.toMicros()),
                    window);
            String drawings = drawings(snapshot(), window);
            return out -> {
                try (Connection connection = connect();
                        Statement statement = connection.createStatement()) {
                    try (ResultSet rows = statement.executeQuery(sql)) {
                        take(rows, window, out);
                    }
                    if (window.hasBand()) {
                        try (ResultSet rows = statement.executeQuery(drawings)) {
                            takeIds(rows, out);
                        }
                    }
                }
            };
        }

        private static String time(long micros) {
            return "make_timestamptz(" + micros + ")";
        }
    }

    /** Keeps one connection and prepared statements. */
    private abstract static class Prepared extends DuckDbContender {
        final Connection connection;

        Prepared(Path root, Stock stock) throws SQLException {
            super(root, stock);
            connection = connect();
            try (Statement statement = connection.createStatement()) {
                statement.execute("set threads=2");
                statement.execute("set async_threads=0"); // measured best over many parts
            }
        }

        Query query(String sql, String drawings, Window window) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            PreparedStatement ofDrawings = window.hasBand() ? connection.prepareStatement(drawings) : null;
            return out -> {
                statement.setString(1, window.symbol());
                statement.setLong(2, window.fromMicros());
                statement.setLong(3, window.toMicros());
                try (ResultSet rows = statement.executeQuery()) {
                    take(rows, window, out);
                }
                if (ofDrawings != null) {
                    try (ResultSet rows = ofDrawings.executeQuery()) {
                        takeIds(rows, out);
                    }
                }
            };
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /**
     * The best way over the files: only those of the window's days, whose list somebody keeps at no cost, one connection, a
     * prepared statement, times compared as times, and DuckDB's own cache of files as it is by default.
     */
    static final class Best extends Prepared {
        Best(Path root, Stock stock) throws SQLException {
            super(root, stock);
        }

        @Override
        public Query prepare(Window window) throws SQLException, IOException {
            List<String> files = new ArrayList<>();
            for (LocalDate day : window.days()) {
                if (day.equals(stock.openDay())) {
                    Stores.partsOfOpenDay(root, stock).forEach(part -> files.add(file(part)));
                } else {
                    files.add(file(StoredRows.timeframeFolder(root, stock).resolve(day + ".parquet")));
                }
            }
            String sql = candles(
                    "epoch_us(ts_utc)",
                    "read_parquet([" + String.join(",", files) + "])",
                    "symbol = ? and ts_utc between make_timestamptz(?) and make_timestamptz(?)",
                    window);
            return query(sql, drawings(snapshot(), window), window);
        }
    }

    /** A native table in memory, sorted by the key. */
    static final class Table extends Prepared {
        Table(Path root, Stock stock) throws SQLException {
            super(root, stock);
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table candles as select symbol, epoch_us(ts_utc) as ts, " + COLUMNS
                        + " from read_parquet('" + StoredRows.timeframeFolder(root, stock)
                        + "/**/*.parquet') order by symbol, ts");
                if (stock.objects() > 0) {
                    statement.execute("create table drawings as select * from " + snapshot() + " order by id");
                }
            }
        }

        @Override
        public Query prepare(Window window) throws SQLException {
            String sql = candles("ts", "candles", "symbol = ? and ts between ? and ?", window);
            return query(sql, drawings("drawings", window), window);
        }
    }
}
