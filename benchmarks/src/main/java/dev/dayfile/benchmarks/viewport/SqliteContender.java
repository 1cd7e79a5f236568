package dev.dayfile.benchmarks.viewport;

import dev.dayfile.model.CandleSeries;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** SQLite through JDBC: a table clustered by symbol and time, one connection, prepared statements. */
final class SqliteContender implements ViewportContender {
    private final Connection connection;

    SqliteContender(Path folder, StoredRows rows) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("candles.sqlite"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=off");
            statement.execute("pragma synchronous=off");
            statement.execute("pragma cache_size=-262144"); // 256 MiB: everything stays in memory
            statement.execute("create table candles(symbol text, ts integer, open real, high real, low real,"
                    + " close real, volume real, seq integer, primary key(symbol, ts)) without rowid");
            statement.execute("create table drawings(id text primary key, status text, t_start integer, top real,"
                    + " bottom real)");
            statement.execute("begin");
        }
        insert(rows);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create index by_top on drawings(top)");
            statement.execute("commit");
        }
    }

    private void insert(StoredRows rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into candles values(?,?,?,?,?,?,?,?)")) {
            for (Map.Entry<String, CandleSeries.Columns> symbol : rows.candles().entrySet()) {
                CandleSeries.Columns of = symbol.getValue();
                for (int i = 0; i < of.tsMicros().length; i++) {
                    insert.setString(1, symbol.getKey());
                    insert.setLong(2, of.tsMicros()[i]);
                    insert.setDouble(3, of.open()[i]);
                    insert.setDouble(4, of.high()[i]);
                    insert.setDouble(5, of.low()[i]);
                    insert.setDouble(6, of.close()[i]);
                    insert.setDouble(7, of.volume()[i]);
                    insert.setLong(8, of.seq()[i]);
                    insert.executeUpdate();
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into drawings values(?,?,?,?,?)")) {
            for (StoredRows.Drawing drawing : rows.drawings()) {
                insert.setString(1, drawing.id());
                insert.setString(2, drawing.status());
                insert.setLong(3, drawing.fromMicros());
                insert.setDouble(4, drawing.top());
                insert.setDouble(5, drawing.bottom());
                insert.executeUpdate();
            }
        }
    }

    @Override
    public Query prepare(Window window) throws SQLException {
        String all = "select ts, open, high, low, close, volume, seq from candles"
                + " where symbol = ? and ts between ? and ? order by ts";
        PreparedStatement statement = connection.prepareStatement(
                window.last() > 0 ? "select * from (" + all + " desc limit " + window.last() + ") order by ts" : all);
        PreparedStatement drawings =
                connection.prepareStatement("select id from drawings where top >= ? and bottom <= ?"
                        + " and t_start <= ? and status <> 'removed' order by id");
        return out -> {
            statement.setString(1, window.symbol());
            statement.setLong(2, window.fromMicros());
            statement.setLong(3, window.toMicros());
            try (ResultSet rows = statement.executeQuery()) {
                DuckDbContender.take(rows, window, out);
            }
            if (window.hasBand()) {
                drawings.setDouble(1, window.low());
                drawings.setDouble(2, window.high());
                drawings.setLong(3, window.toMicros());
                out.ids().clear();
                try (ResultSet rows = drawings.executeQuery()) {
                    while (rows.next()) {
                        out.ids().add(rows.getString(1));
                    }
                }
            }
        };
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
