package dev.dayfile.internal.viewport;

import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One connection with its prepared query for candles. Everything that varies is a bound parameter, the list of files
 * included. Doubles are not removed here: the rows come sorted, so their reader drops them at no cost, where a window
 * function over them would cost several times the query.
 */
final class DuckCandles {
    private static final String QUERY = """
            SELECT epoch_us(ts_utc), open, high, low, close, volume, seq
            FROM read_parquet(?)
            WHERE symbol = ? AND timeframe = ? AND ts_utc BETWEEN make_timestamptz(?) AND make_timestamptz(?)
            ORDER BY ts_utc, seq""";

    private final Connection connection;
    private final PreparedStatement statement;

    DuckCandles(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.prepareStatement(QUERY);
    }

    Connection connection() {
        return connection;
    }

    /** Adds the rows of one symbol within a window, bounds inclusive, from these files. */
    void read(String[] files, SymbolKey symbol, Timeframe timeframe, long fromMicros, long toMicros, CandleColumns into)
            throws SQLException {
        statement.setObject(1, connection.createArrayOf("VARCHAR", files));
        statement.setString(2, symbol.toString());
        statement.setString(3, timeframe.toString());
        statement.setLong(4, clamp(fromMicros));
        statement.setLong(5, clamp(toMicros));
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                long tsMicros = result.getLong(1);
                double open = result.getDouble(2);
                double high = result.getDouble(3);
                double low = result.getDouble(4);
                double close = result.getDouble(5);
                double volume = result.getDouble(6);
                if (result.wasNull()) {
                    volume = Double.NaN;
                }
                into.add(symbol, tsMicros, open, high, low, close, volume, result.getLong(7));
            }
        }
    }

    /** An unbounded side is no time that DuckDB knows; no row of a store lies outside of the accepted years. */
    private static long clamp(long micros) {
        return Math.max(IsoTime.MIN_MICROS, Math.min(IsoTime.MAX_MICROS, micros));
    }
}
