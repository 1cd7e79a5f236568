package dev.dayfile.internal.compact;

import dev.dayfile.model.IsoTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Parquet files with candles as another program writes them: DuckDB, with no sequence and no footer of ours. */
final class ForeignFiles implements AutoCloseable {
    private final Connection connection;

    ForeignFiles() {
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes rows in the order given; their sequences are left out. */
    Path write(Path file, List<Row> rows) {
        String values = rows.stream().map(ForeignFiles::values).collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            Files.createDirectories(file.getParent());
            statement.execute("COPY (SELECT * FROM (VALUES " + values
                    + ") t(symbol, timeframe, ts, open, high, low, close, volume)) TO '" + file
                    + "' (FORMAT parquet)");
            return file;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String values(Row row) {
        return String.format(
                Locale.ROOT,
                "('%s', '2m', '%s', %s::DOUBLE, %s::DOUBLE, %s::DOUBLE, %s::DOUBLE, %s::DOUBLE)",
                row.symbol(),
                IsoTime.format(row.tsMicros()),
                row.open(),
                row.high(),
                row.low(),
                row.close(),
                Double.isNaN(row.volume()) ? "NULL" : row.volume());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
