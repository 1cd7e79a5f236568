package dev.dayfile.stress;

import static dev.dayfile.stress.BrokenPromiseException.require;

import dev.dayfile.model.IsoTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a foreign reader may see, and what it must. Every append has a number, which is its close as well, so that a row
 * says which revision of its key it is. A query runs while rows come and days are compacted: a key must be shown in a
 * revision not older than the newest that was visible when the query began, and no revision may be shown whose append had
 * not begun when it ended. Safe for use by several threads.
 */
final class GlobModel {
    /** A key of a candle, and the day that it belongs to. */
    record Key(String symbol, String timeframe, long tsMicros, String day) {}

    /** A day of a timeframe: what is compacted and retired. */
    record Day(String timeframe, String day) {}

    /** A row of an answer. */
    record Row(String symbol, String timeframe, long tsMicros, long number, long seq, String file) {
        /** Rows of the test are of the session, so that the day is that of UTC. */
        Day day() {
            return new Day(timeframe, IsoTime.format(tsMicros).substring(0, 10));
        }

        static Row parse(String line) {
            String[] field = line.split(" ", 6);
            return new Row(
                    field[0],
                    field[1],
                    Long.parseLong(field[2]),
                    (long) Double.parseDouble(field[3]),
                    Long.parseLong(field[4]),
                    field[5]);
        }
    }

    /** A compaction or an import; {@code endedAt} is 0 while it runs. */
    static final class Compaction {
        private final long begunAt;
        private long endedAt;

        private Compaction(long begunAt) {
            this.begunAt = begunAt;
        }
    }

    private final Map<Key, List<Long>> revisions = new TreeMap<>((a, b) -> {
        int bySymbol = a.symbol.compareTo(b.symbol);
        int byTimeframe = bySymbol != 0 ? bySymbol : a.timeframe.compareTo(b.timeframe);
        return byTimeframe != 0 ? byTimeframe : Long.compare(a.tsMicros, b.tsMicros);
    });
    private final Map<Day, List<Compaction>> compactions = new HashMap<>();
    private long appended;
    private long visible;

    /** A moment: taken before a query and after it. */
    record Moment(long visible, long appended, long atNanos) {}

    synchronized Moment now() {
        return new Moment(visible, appended, System.nanoTime());
    }

    /** To be called before an append; gives its number. */
    synchronized long appending(Key key) {
        revisions.computeIfAbsent(key, k -> new ArrayList<>()).add(++appended);
        return appended;
    }

    /** To be called when every append so far is visible. */
    synchronized void visible() {
        visible = appended;
    }

    /** To be called before a compaction or an import of a day; gives what {@link #compacted} wants. */
    synchronized Compaction compacting(Day day) {
        Compaction compaction = new Compaction(System.nanoTime());
        compactions.computeIfAbsent(day, d -> new ArrayList<>()).add(compaction);
        return compaction;
    }

    synchronized void compacted(Compaction compaction) {
        compaction.endedAt = System.nanoTime();
    }

    synchronized int keys() {
        return revisions.size();
    }

    /** Whether a compaction of a day ran between two moments, or at least one of them was in it. */
    synchronized boolean compactedBetween(Day day, Moment before, Moment after) {
        for (Compaction compaction : compactions.getOrDefault(day, List.of())) {
            if (compaction.begunAt <= after.atNanos
                    && (compaction.endedAt == 0 || compaction.endedAt >= before.atNanos)) {
                return true;
            }
        }
        return false;
    }

    /** The same of any day. */
    synchronized boolean compactedBetween(Moment before, Moment after) {
        return compactions.keySet().stream().anyMatch(day -> compactedBetween(day, before, after));
    }

    /**
     * Holds an answer to what it must be.
     *
     * @param query how it was asked
     * @return how many rows were there twice, with one sequence: the dayfile's and the part's
     */
    synchronized int check(GlobQuery query, List<Row> rows, Moment before, Moment after) {
        Map<String, Map<Long, Row>> seen = new HashMap<>();
        int doubles = 0;
        for (Row row : rows) {
            Map<Long, Row> ofKey =
                    seen.computeIfAbsent(row.symbol + ' ' + row.timeframe + ' ' + row.tsMicros, k -> new HashMap<>());
            require(
                    !query.givesKeysOnce() || ofKey.isEmpty(),
                    "%s gives a key once [row=%s, also=%s]",
                    query,
                    row,
                    ofKey.values());
            Row twin = ofKey.put(row.seq, row);
            require(
                    twin == null
                            || query == GlobQuery.PLAIN
                            || compactedBetween(row.day(), before, after) && !row.file.equals(twin.file),
                    "%s gives a row once, unless its day was compacted while it was asked [row=%s, also=%s]",
                    query,
                    row,
                    twin);
            doubles += twin != null ? 1 : 0;
        }
        int known = 0;
        for (Map.Entry<Key, List<Long>> entry : revisions.entrySet()) {
            Key key = entry.getKey();
            Map<Long, Row> ofKey = seen.get(key.symbol + ' ' + key.timeframe + ' ' + key.tsMicros);
            known += ofKey == null ? 0 : 1;
            requireRevisions(
                    query, key, entry.getValue(), before.visible, after.appended, ofKey == null ? Map.of() : ofKey);
        }
        require(
                known == seen.size(),
                "%s shows no key that was not appended [shown=%d, known=%d]",
                query,
                seen.size(),
                known);
        return doubles;
    }

    private static void requireRevisions(
            GlobQuery query, Key key, List<Long> revisions, long upTo, long appended, Map<Long, Row> shown) {
        long must = 0;
        for (long number : revisions) {
            must = number <= upTo ? number : must;
        }
        long newest = 0;
        for (Row row : shown.values()) {
            require(
                    revisions.contains(row.number) && row.number <= appended,
                    "%s shows what was appended [row=%s, revisions=%s]",
                    query,
                    row,
                    revisions);
            newest = Math.max(newest, row.number);
        }
        require(
                newest >= must,
                "%s shows every visible row, in its newest revision [key=%s, revision=%d, shown=%s]",
                query,
                key,
                must,
                shown.values());
    }
}
