package dev.dayfile.benchmarks.viewport;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.CandleSeries;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a store holds, as DuckDB found it in the files: the rows that every contender must answer from, and by which its
 * answers are judged. None of our own code has read them.
 *
 * @param candles by symbol, each ascending by time
 */
record StoredRows(Map<String, CandleSeries.Columns> candles, List<Drawing> drawings) {
    /** A chart object of the snapshot, as far as windows ask for it. */
    record Drawing(String id, String status, long fromMicros, double top, double bottom) {}

    private static final String CANDLES = "select symbol, epoch_us(ts_utc), open, high, low, close, volume, seq"
            + " from read_parquet('%s/**/*.parquet') order by symbol, ts_utc";
    private static final String DRAWINGS =
            "select id, status, epoch_us(t_start), top, bottom from read_parquet('%s') order by id";

    /** Where the snapshot stands. */
    static Path snapshot(Path root) {
        return root.resolve("objects/current/objects.parquet");
    }

    static Path timeframeFolder(Path root, Stock stock) {
        return root.resolve("data").resolve(stock.timeframe().toString());
    }

    static void dump(Path root, Stock stock, Path target) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            try (ResultSet rows = statement.executeQuery(String.format(CANDLES, timeframeFolder(root, stock)))) {
                while (rows.next()) {
                    out.writeUTF(rows.getString(1));
                    out.writeLong(rows.getLong(2));
                    for (int column = 3; column < 8; column++) {
                        out.writeDouble(rows.getDouble(column));
                    }
                    out.writeLong(rows.getLong(8));
                }
            }
            out.writeUTF("");
            if (stock.objects() > 0) {
                try (ResultSet rows = statement.executeQuery(String.format(DRAWINGS, snapshot(root)))) {
                    while (rows.next()) {
                        out.writeUTF(rows.getString(1));
                        out.writeUTF(rows.getString(2));
                        out.writeLong(rows.getLong(3));
                        out.writeDouble(rows.getDouble(4));
                        out.writeDouble(rows.getDouble(5));
                    }
                }
            }
            out.writeUTF("");
        }
    }

    static StoredRows read(Path file) throws IOException {
        Map<String, CandleBuffer> bySymbol = new LinkedHashMap<>();
        List<Drawing> drawings = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            for (String symbol = in.readUTF(); !symbol.isEmpty(); symbol = in.readUTF()) {
                bySymbol.computeIfAbsent(symbol, s -> new CandleBuffer(256))
                        .add(
                                in.readLong(),
                                in.readDouble(),
                                in.readDouble(),
                                in.readDouble(),
                                in.readDouble(),
                                in.readDouble(),
                                in.readLong());
            }
            for (String id = in.readUTF(); !id.isEmpty(); id = in.readUTF()) {
                drawings.add(new Drawing(id, in.readUTF(), in.readLong(), in.readDouble(), in.readDouble()));
            }
        }
        Map<String, CandleSeries.Columns> candles = new LinkedHashMap<>();
        bySymbol.forEach((symbol, rows) -> candles.put(symbol, rows.toArrays()));
        return new StoredRows(candles, drawings);
    }

    /** What a window must hold, as plainly as it can be said. */
    Answer expected(Window window) {
        CandleSeries.Columns all = candles.get(window.symbol());
        Answer answer = new Answer();
        for (int i = 0; i < all.tsMicros().length; i++) {
            if (all.tsMicros()[i] >= window.fromMicros() && all.tsMicros()[i] <= window.toMicros()) {
                answer.candles().addAll(all, i, i + 1);
            }
        }
        if (window.last() > 0) {
            answer.candles().dropFirst(answer.candles().size() - window.last());
        }
        if (window.hasBand()) {
            for (Drawing d : drawings) {
                if (!d.status().equals("removed")
                        && d.fromMicros() <= window.toMicros()
                        && d.bottom() <= window.high()
                        && d.top() >= window.low()) {
                    answer.ids().add(d.id());
                }
            }
        }
        return answer;
    }
}
