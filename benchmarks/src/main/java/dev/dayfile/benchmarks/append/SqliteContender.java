package dev.dayfile.benchmarks.append;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite through JDBC: a table clustered by symbol, timeframe and time, one prepared insert, one transaction a row. */
final class SqliteContender implements Contender {
    private final String url;
    private final Connection connection;
    private final PreparedStatement insert;

    SqliteContender(Path folder) throws SQLException {
        url = "jdbc:sqlite:" + folder.resolve("candles.sqlite");
        connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("pragma synchronous=normal");
            statement.execute("create table candles(symbol text, timeframe text, ts integer, open real, high real,"
                    + " low real, close real, volume real, primary key(symbol, timeframe, ts)) without rowid");
        }
        insert = connection.prepareStatement("insert or replace into candles values(?,?,?,?,?,?,?,?)");
    }

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume)
            throws SQLException {
        insert.setString(1, Rows.SYMBOL);
        insert.setString(2, Rows.TIMEFRAME);
        insert.setLong(3, tsMicros);
        insert.setDouble(4, open);
        insert.setDouble(5, high);
        insert.setDouble(6, low);
        insert.setDouble(7, close);
        insert.setDouble(8, volume);
        insert.executeUpdate();
    }

    @Override
    public void drain() {}

    @Override
    public Stored readBack() throws SQLException {
        try (Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement();
                ResultSet sum = statement.executeQuery(Stored.sql("candles", "ts"))) {
            sum.next();
            return new Stored(sum.getLong(1), sum.getLong(2), sum.getDouble(3), sum.getDouble(4));
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        connection.close();
    }
}
