package dev.dayfile.internal.viewport;

import dev.dayfile.internal.viewport.DuckReader.Statement;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.ViewportQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a reader without an engine can say of a timeframe as a whole: the same as {@link EngineOverview}, by SQL over the
 * view of candles.
 */
public final class DuckOverview implements Overview {
    private static final String LATEST = """
            SELECT symbol, epoch_us(ts_utc), open, high, low, close, volume, seq FROM candles WHERE timeframe = ? AND ts_utc >= make_timestamptz(?)
            QUALIFY row_number() OVER (PARTITION BY symbol ORDER BY ts_utc DESC) = 1 ORDER BY symbol""";

    private static final String BOUNDS =
            "SELECT epoch_us(min(ts_utc)), epoch_us(max(ts_utc)) FROM candles WHERE timeframe = ?";

    private static final String KEYS = """
            SELECT symbol, epoch_us(ts_utc), seq FROM candles
            WHERE timeframe = ? AND ts_utc BETWEEN make_timestamptz(?) AND make_timestamptz(?) ORDER BY symbol, ts_utc""";

    private final DuckReader reader;
    private final MarketClock clock;

    DuckOverview(DuckReader reader, MarketClock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public List<Candle> latest(Timeframe timeframe, long sinceMicros) {
        long since = Math.max(IsoTime.MIN_MICROS, Math.min(IsoTime.MAX_MICROS, sinceMicros));
        List<Candle> latest = new ArrayList<>();
        Statement query = new Statement(
                LATEST, timeframe, sinceMicros, ViewportQuery.UNBOUNDED_TO, List.of(timeframe.toString(), since));
        try (ResultSet rows = reader.run(query)) {
            while (rows.next()) {
                double volume = rows.getDouble(7);
                latest.add(new Candle(
                        rows.getString(1),
                        timeframe,
                        rows.getLong(2),
                        rows.getDouble(3),
                        rows.getDouble(4),
                        rows.getDouble(5),
                        rows.getDouble(6),
                        rows.wasNull() ? Double.NaN : volume,
                        rows.getLong(8)));
            }
        } catch (SQLException e) {
            throw reader.failed("read the latest candles", e);
        }
        return latest;
    }

    @Override
    public Optional<TimeBounds> bounds(Timeframe timeframe, String symbol) {
        if (symbol != null) {
            Symbols.requireValid(symbol);
        }
        Statement query = symbol == null
                ? unbounded(BOUNDS, timeframe, List.of(timeframe.toString()))
                : unbounded(BOUNDS + " AND symbol = ?", timeframe, List.of(timeframe.toString(), symbol));
        try (ResultSet rows = reader.run(query)) {
            rows.next();
            long first = rows.getLong(1);
            return rows.wasNull() ? Optional.empty() : Optional.of(new TimeBounds(first, rows.getLong(2)));
        } catch (SQLException e) {
            throw reader.failed("read the bounds", e);
        }
    }

    private static Statement unbounded(String sql, Timeframe timeframe, List<Object> parameters) {
        return new Statement(sql, timeframe, ViewportQuery.UNBOUNDED_FROM, ViewportQuery.UNBOUNDED_TO, parameters);
    }

    @Override
    public void gaps(
            String symbol,
            Timeframe timeframe,
            LocalDate firstDay,
            LocalDate lastDay,
            TradingCalendar calendar,
            long nowMicros,
            Consumer<SessionGaps> into) {
        GapScan scan = new GapScan(timeframe, firstDay, lastDay, calendar, clock, nowMicros);
        if (symbol != null) {
            ViewportQuery query = ViewportQuery.of(symbol, timeframe)
                    .between(scan.fromMicros, scan.toMicros)
                    .build();
            Keys keys = new Keys();
            keys.addAll(reader.viewport(query).candles());
            scan.scan(symbol, keys.ts, keys.seq, keys.size, into);
            return;
        }
        List<Object> parameters = List.of(
                timeframe.toString(),
                Math.max(scan.fromMicros, IsoTime.MIN_MICROS),
                Math.min(scan.toMicros, IsoTime.MAX_MICROS));
        Statement query = new Statement(KEYS, timeframe, scan.fromMicros, scan.toMicros, parameters);
        try (ResultSet rows = reader.run(query)) {
            String current = null;
            Keys keys = new Keys();
            while (rows.next()) {
                String next = rows.getString(1);
                if (current != null && !next.equals(current)) {
                    scan.scan(current, keys.ts, keys.seq, keys.size, into);
                    keys.size = 0;
                }
                current = next;
                keys.add(rows.getLong(2), rows.getLong(3));
            }
            if (current != null) {
                scan.scan(current, keys.ts, keys.seq, keys.size, into);
            }
        } catch (SQLException e) {
            throw reader.failed("look for gaps", e);
        }
    }

    /** Times and sequences of one symbol. */
    private static final class Keys {
        private long[] ts = new long[256];
        private long[] seq = new long[256];
        private int size;

        void add(long tsMicros, long sequence) {
            if (size == ts.length) {
                ts = Arrays.copyOf(ts, 2 * size);
                seq = Arrays.copyOf(seq, 2 * size);
            }
            ts[size] = tsMicros;
            seq[size++] = sequence;
        }

        void addAll(CandleSeries candles) {
            for (int i = 0; i < candles.size(); i++) {
                add(candles.tsMicros(i), candles.seq(i));
            }
        }
    }
}
