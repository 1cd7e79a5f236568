package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.model.Candle;
import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the store should hold, kept beside it by one appending thread: of each key all revisions, numbered by the order
 * of their appends.
 *
 * <p>A viewport runs while rows are appended, so there is a range of right answers. A key must be in it if one of its
 * revisions was appended before the viewport began; and what is shown must be a revision that had begun to be appended
 * when the viewport ended, not older than the newest one from before it began.
 */
final class ModelStore {
    /** A series: one symbol and timeframe. */
    record Series(String symbol, Timeframe timeframe) {}

    private record Revision(long number, Candle candle) {}

    private final Map<Series, NavigableMap<Long, List<Revision>>> series = new ConcurrentHashMap<>();
    private volatile long begun;
    private volatile long returned;

    /** To be called right before a candle is appended. */
    void appending(Candle candle) {
        long number = begun;
        series.computeIfAbsent(seriesOf(candle), s -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(candle.tsMicros(), ts -> new CopyOnWriteArrayList<>())
                .add(new Revision(number, candle));
        begun = number + 1;
    }

    /** To be called right after it. */
    void appended() {
        returned = begun;
    }

    /** How many appends have returned: taken before a viewport begins, it says what the viewport must show. */
    long returned() {
        return returned;
    }

    List<Series> all() {
        return List.copyOf(series.keySet());
    }

    /** Rows that the store must hold, each key once. */
    long keys() {
        return series.values().stream().mapToLong(Map::size).sum();
    }

    private static Series seriesOf(Candle candle) {
        return new Series(candle.symbol(), candle.timeframe());
    }

    /**
     * Holds an answer of the whole window to the model.
     *
     * @param returnedBefore what {@link #returned} said before the viewport began
     */
    void check(Series of, long fromMicros, long toMicros, CandleSeries candles, long returnedBefore) {
        NavigableMap<Long, List<Revision>> rows = series.getOrDefault(of, new TreeMap<>());
        int at = 0;
        for (Map.Entry<Long, List<Revision>> row :
                rows.subMap(fromMicros, true, toMicros, true).entrySet()) {
            long ts = row.getKey();
            boolean shown = at < candles.size() && candles.tsMicros(at) == ts;
            Revision must = newestBefore(row.getValue(), returnedBefore);
            require(shown || must == null, "an appended row is in the viewport [series=%s, ts=%s]", of, text(ts));
            if (shown) {
                requireRevision(of, row.getValue(), must, candles, at);
                at++;
            }
        }
        require(
                at == candles.size(),
                "a viewport shows appended rows only, ascending, each key once [series=%s, ts=%s]",
                of,
                at < candles.size() ? text(candles.tsMicros(at)) : "");
    }

    private static Revision newestBefore(List<Revision> revisions, long number) {
        Revision newest = null;
        for (Revision revision : revisions) {
            if (revision.number < number) {
                newest = revision;
            }
        }
        return newest;
    }

    private static void requireRevision(
            Series of, List<Revision> revisions, Revision must, CandleSeries candles, int at) {
        for (Revision revision : revisions) {
            boolean recent = must == null || revision.number >= must.number;
            if (recent && isShown(revision.candle, candles, at)) {
                return;
            }
        }
        throw new BrokenPromiseException("a viewport shows the newest revision [series=" + of + ", ts="
                + text(candles.tsMicros(at)) + ", close=" + candles.close(at) + ", revisions=" + revisions + "]");
    }

    private static boolean isShown(Candle candle, CandleSeries candles, int at) {
        return candle.open() == candles.open(at)
                && candle.high() == candles.high(at)
                && candle.low() == candles.low(at)
                && candle.close() == candles.close(at)
                && Double.compare(candle.volume(), candles.volume(at)) == 0;
    }

    private static String text(long micros) {
        return IsoTime.format(micros);
    }
}
