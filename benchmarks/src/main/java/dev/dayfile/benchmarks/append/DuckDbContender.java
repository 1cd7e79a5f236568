package dev.dayfile.benchmarks.append;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** DuckDB's own appender into a table of a database file. */
final class DuckDbContender implements Contender {
    private final Connection connection;
    private final DuckDBAppender appender;

    DuckDbContender(Path folder) throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("candles.duckdb"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table candles(symbol varchar, timeframe varchar, ts bigint, open double,"
                    + " high double, low double, close double, volume double)");
        }
        appender = ((DuckDBConnection) connection).createAppender(DuckDBConnection.DEFAULT_SCHEMA, "candles");
    }

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume)
            throws SQLException {
        appender.beginRow();
        appender.append(Rows.SYMBOL);
        appender.append(Rows.TIMEFRAME);
        appender.append(tsMicros);
        appender.append(open);
        appender.append(high);
        appender.append(low);
        appender.append(close);
        appender.append(volume);
        appender.endRow();
    }

    @Override
    public void drain() throws SQLException {
        appender.flush();
    }

    @Override
    public Stored readBack() throws SQLException {
        return sum(connection, Stored.sql("candles", "ts"));
    }

    static Stored sum(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet sum = statement.executeQuery(sql)) {
            sum.next();
            return new Stored(sum.getLong(1), sum.getLong(2), sum.getDouble(3), sum.getDouble(4));
        }
    }

    @Override
    public void close() throws SQLException {
        appender.close();
        connection.close();
    }
}
