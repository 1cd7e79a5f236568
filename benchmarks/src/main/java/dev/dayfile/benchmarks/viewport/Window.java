package dev.dayfile.benchmarks.viewport;

import dev.dayfile.model.ViewportQuery;
import java.time.LocalDate;
import java.util.List;

/**
 * A window that is asked for.
 *
 * @param name as in the names of cases
 * @param symbol whose candles
 * @param days the trading days that hold it, ascending
 * @param open whether the last of them is the open day
 * @param fromMicros in microseconds since 1970 UTC, inclusive
 * @param toMicros in microseconds since 1970 UTC, inclusive
 * @param last only so many of its last candles, or 0 for all
 * @param low least price of the band, negative for a window without one
 * @param high greatest price of the band
 */
record Window(
        String name,
        String symbol,
        List<LocalDate> days,
        boolean open,
        long fromMicros,
        long toMicros,
        int last,
        double low,
        double high) {
    private static final double NO_BAND = -1;

    /** The last {@code days} sessions, with the open one or without it. */
    static Window of(String name, Stock stock, boolean open, int days) {
        return of(name, stock, open, days, 0, NO_BAND, NO_BAND);
    }

    /** The last candles of a session. */
    static Window last(String name, Stock stock, boolean open, int candles) {
        return of(name, stock, open, 1, candles, NO_BAND, NO_BAND);
    }

    /** A session, and the objects of a band that two in a hundred touch. */
    static Window band(String name, Stock stock, boolean open) {
        return of(name, stock, open, 1, 0, 500, 517);
    }

    private static Window of(String name, Stock stock, boolean open, int days, int last, double low, double high) {
        List<LocalDate> all = stock.sessionDays();
        int end = open ? all.size() : all.size() - 1;
        List<LocalDate> of = List.copyOf(all.subList(end - days, end));
        return new Window(
                name,
                stock.symbol(),
                of,
                open,
                Stock.CLOCK.startMicros(of.get(0)),
                Stock.CLOCK.endMicros(of.get(of.size() - 1)) - 1,
                last,
                low,
                high);
    }

    boolean hasBand() {
        return low >= 0;
    }

    /** As it is put to our own. */
    ViewportQuery query(Stock stock) {
        ViewportQuery.Builder query =
                ViewportQuery.of(symbol, stock.timeframe()).between(fromMicros, toMicros);
        if (last > 0) {
            query.last(last);
        }
        return hasBand() ? query.priceBand(low, high).build() : query.build();
    }
}
