package dev.dayfile;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;

/**
 * A small program as an embedder would write it, run by {@code EmbedderClassPathTest} in a JVM of its own. It says
 * nothing when all is well, and ends with an exception otherwise. It may use nothing but the library and the JDK.
 */
final class EmbedderProgram {
    private static final int CANDLES = 300;
    private static final long MINUTE_MICROS = 60_000_000;

    private EmbedderProgram() {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        Timeframe timeframe = Timeframe.parse("1m");
        ViewportQuery query = ViewportQuery.of("BTC/USDT", timeframe).build();
        LocalDate day = LocalDate.of(2025, 10, 22);
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            long start = engine.clock().startMicros(day);
            CandleAppender appender = engine.candles("BTC/USDT", timeframe);
            long seq = 0;
            for (int i = 0; i < CANDLES; i++) {
                double volume = i % 3 == 0 ? Double.NaN : i;
                seq = appender.append(start + i * MINUTE_MICROS, i, i + 2, i - 2, i + 1, volume);
            }
            check(engine.viewport(query));
            require(engine.awaitVisible(seq, Duration.ofSeconds(30)), "visible in time");
            require(engine.awaitDurable(seq, Duration.ofSeconds(30)), "durable in time");
            CompactionReport report = engine.compact(timeframe, day);
            require(report.rowsOut() == CANDLES, "rows in the dayfile: " + report);
            require(engine.retire(Duration.ZERO) == 1, "a day retired");
            check(engine.viewport(query));
        }
        // A second opening reads the dayfile back instead of what was in memory.
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            check(engine.viewport(query));
            for (String codec : new String[] {"zstd", "snappy", "gzip", "uncompressed"}) {
                importForeignFile(engine, root.resolveSibling(codec + ".parquet"), codec);
            }
        }
        try (StorageReader reader = StorageReader.open(root)) {
            check(reader.viewport(query));
            requireArrowToBeMissed(reader.viewport(query), query);
            try (ResultSet rows = reader.sql("select count(*) from candles")) {
                require(rows.next() && rows.getLong(1) == CANDLES + 4 * 5, "rows by SQL");
            }
        }
        require(StorageVerifier.verify(root).clean(), "clean store");
    }

    /** A file as another tool writes it, of one symbol that bears the codec's name. */
    private static void importForeignFile(StorageEngine engine, Path file, String codec) throws Exception {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("copy (select '" + codec + "' as symbol, '1h' as timeframe,"
                    + " timestamptz '2025-10-22 13:00:00+00' + to_hours(i::int) as ts, 1.5::double as open,"
                    + " 2::double as high, 1::double as low, 1.5::double as close, null::double as volume"
                    + " from range(5) t(i)) to '" + file + "' (format parquet, codec '" + codec + "')");
        }
        engine.importParquet(file, ImportDefaults.NONE, (row, reason) -> require(false, reason));
        ViewportQuery query = ViewportQuery.of(codec, Timeframe.parse("1h")).build();
        require(engine.viewport(query).candles().size() == 5, "foreign rows of " + codec);
    }

    /** The libraries behind Arrow streams are optional, and so not here; the error names them. */
    private static void requireArrowToBeMissed(Viewport viewport, ViewportQuery query) throws IOException {
        try {
            ArrowStreams.writeCandles(viewport, query, OutputStream.nullOutputStream());
        } catch (IllegalStateException e) {
            require(e.getMessage().contains("org.apache.arrow:arrow-format"), e.getMessage());
            return;
        }
        require(false, "Arrow streams need libraries that an embedder does not get");
    }

    private static void check(Viewport viewport) {
        CandleSeries candles = viewport.candles();
        require(candles.size() == CANDLES, "candles: " + candles.size());
        for (int i = 0; i < CANDLES; i++) {
            boolean same = candles.open(i) == i
                    && candles.high(i) == i + 2
                    && candles.low(i) == i - 2
                    && candles.close(i) == i + 1
                    && (i % 3 == 0 ? Double.isNaN(candles.volume(i)) : candles.volume(i) == i);
            require(same, "candle " + i);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not as it should be: " + what);
        }
    }
}
