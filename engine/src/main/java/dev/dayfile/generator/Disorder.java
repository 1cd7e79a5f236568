package dev.dayfile.generator;

import dev.dayfile.model.Candle;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingSession;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns one symbol's clean session into what was counted in a real bot's logs. Prices stay those of the clean session,
 * so a test can still tell what the store should hold.
 *
 * <p>Every day has a gap of up to 20 minutes, exact duplicates, late rows, and candles that are revised later with other
 * values. On top of these a day has one {@link Kind}; the kinds take turns by the calendar day, starting at another one
 * for each symbol, so that seven sessions in a row without a holiday have them all.
 */
final class Disorder {
    /** What is special about a symbol's day as a whole. */
    enum Kind {
        /** Nothing but what every day has. */
        PLAIN,
        /** Stamps have microseconds: {@code 09:32:01.290417}. */
        MICROSECOND_STAMPS,
        /** Stamps are off the grid by whole seconds. */
        OFF_GRID,
        /** The feed has no volume. */
        NO_VOLUME,
        /** The log starts or ends in mid-session: 15 candles a timeframe. */
        SHORT_DAY,
        /** The rows are delivered after the close, newest first. */
        NEWEST_FIRST,
        /** After hours there is a candle at 20:30 in New York, which is the next date in UTC. */
        EVENING
    }

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime EVENING = LocalTime.of(20, 30);
    private static final long MICROS_A_SECOND = 1_000_000L;
    private static final long MICROS_A_MINUTE = 60 * MICROS_A_SECOND;
    private static final int SHORT_DAY_CANDLES = 15;
    private static final int ROWS_A_FAULT = 40;

    private final TradingSession session;
    private final Kind kind;
    private final Dice dice;
    private final Dice stamps;

    Disorder(long seed, String symbol, TradingSession session) {
        this.session = session;
        long epochDay = session.day().toEpochDay();
        this.dice = new Dice(seed, symbol, epochDay, "disorder");
        this.stamps = new Dice(seed, symbol, epochDay, "stamps");
        int start = new Dice(seed, symbol, 0, "kind").below(Kind.values().length);
        this.kind = Kind.values()[Math.floorMod(start + weekdaysSinceEpoch(epochDay), Kind.values().length)];
    }

    /** Counts Mondays to Fridays, so that weekends do not make a kind be left out. */
    private static long weekdaysSinceEpoch(long epochDay) {
        long sinceMonday = epochDay + 3; // 1970-01-01 was a Thursday
        return Math.floorDiv(sinceMonday, 7) * 5 + Math.min(4, Math.floorMod(sinceMonday, 7));
    }

    Kind kind() {
        return kind;
    }

    /** The rows as the feed delivers them, sorted by delivery. */
    List<Arrival> apply(List<Arrival> clean) {
        List<Arrival> rows = withoutGap(clean);
        rows = restamped(rows);
        if (kind == Kind.NO_VOLUME) {
            rows.replaceAll(row -> row.with(volume(row.candle(), Double.NaN)));
        }
        if (kind == Kind.SHORT_DAY) {
            rows = shortened(rows);
        }
        addFaults(rows);
        if (kind == Kind.EVENING) {
            rows.addAll(evening(clean));
        }
        rows.sort(Comparator.comparingLong(Arrival::atMicros));
        return kind == Kind.NEWEST_FIRST ? newestFirst(rows) : rows;
    }

    /** Drops what opens within a window of 4 to 20 minutes somewhere in the session's inner part. */
    private List<Arrival> withoutGap(List<Arrival> rows) {
        long lengthMicros = dice.between(4, 20) * MICROS_A_MINUTE;
        long sessionMinutes = session.lengthMicros() / MICROS_A_MINUTE;
        long from = session.openMicros() + dice.between(35, (int) sessionMinutes - 55) * MICROS_A_MINUTE;
        List<Arrival> kept = new ArrayList<>(rows);
        kept.removeIf(row -> row.candle().tsMicros() >= from
                && row.candle().tsMicros() + row.candle().timeframe().micros() <= from + lengthMicros);
        return kept;
    }

    /** Moves stamps off the grid; what shared an instant before still does. */
    private List<Arrival> restamped(List<Arrival> rows) {
        if (kind != Kind.MICROSECOND_STAMPS && kind != Kind.OFF_GRID) {
            return rows;
        }
        long finest = rows.stream()
                .mapToLong(row -> row.candle().timeframe().micros())
                .min()
                .orElse(MICROS_A_MINUTE);
        int seconds = (int) Math.max(1, Math.min(7, finest / (4 * MICROS_A_SECOND)));
        Map<Long, Long> shifts = new HashMap<>();
        List<Arrival> shifted = new ArrayList<>(rows.size());
        for (Arrival row : rows) {
            Candle candle = row.candle();
            long shift = shifts.computeIfAbsent(candle.tsMicros(), ts -> shiftMicros(seconds, finest));
            shifted.add(row.with(stamped(candle, candle.tsMicros() + shift)));
        }
        return shifted;
    }

    private long shiftMicros(int seconds, long finestMicros) {
        return kind == Kind.OFF_GRID
                ? stamps.between(1, seconds) * MICROS_A_SECOND % finestMicros
                : stamps.between(1, (int) Math.min(seconds * MICROS_A_SECOND, finestMicros) - 1);
    }

    private List<Arrival> shortened(List<Arrival> rows) {
        boolean start = dice.below(2) == 0;
        Map<Timeframe, Integer> seen = new HashMap<>();
        Map<Timeframe, Integer> total = new HashMap<>();
        rows.forEach(row -> total.merge(row.candle().timeframe(), 1, Integer::sum));
        List<Arrival> kept = new ArrayList<>(rows);
        kept.removeIf(row -> {
            Timeframe timeframe = row.candle().timeframe();
            int index = seen.merge(timeframe, 1, Integer::sum) - 1;
            return start ? index >= SHORT_DAY_CANDLES : index < total.get(timeframe) - SHORT_DAY_CANDLES;
        });
        return kept;
    }

    /** Duplicates, revisions and late rows: one of each, and one more of each for every so many rows. */
    private void addFaults(List<Arrival> rows) {
        int clean = rows.size();
        int each = 1 + clean / ROWS_A_FAULT;
        for (int i = 0; i < each; i++) {
            Arrival duplicated = rows.get(dice.below(clean));
            rows.add(duplicated.at(duplicated.atMicros() + dice.between(0, 3) * MICROS_A_MINUTE));
        }
        for (int i = 0; i < each; i++) {
            int late = dice.below(clean);
            rows.set(late, rows.get(late).at(rows.get(late).atMicros() + dice.between(3, 20) * MICROS_A_MINUTE));
        }
        for (int i = 0; i < each; i++) {
            Arrival wrong = rows.get(dice.below(clean));
            long later = wrong.atMicros() + dice.between(21, 40) * MICROS_A_MINUTE; // after any duplicate or late row
            rows.add(new Arrival(later, revised(wrong.candle())));
        }
    }

    /** Another close and more volume, within a range that may have grown by cents. */
    private Candle revised(Candle candle) {
        double close = cents(candle.close(), (dice.below(2) == 0 ? 1 : -1) * dice.between(1, 9));
        return new Candle(
                candle.symbol(),
                candle.timeframe(),
                candle.tsMicros(),
                candle.open(),
                Math.max(candle.high(), close),
                Math.min(candle.low(), close),
                close,
                candle.volume() + dice.between(1, 500) * 100,
                0);
    }

    private static double cents(double price, int more) {
        return (Math.round(price * 100) + more) / 100.0;
    }

    /** A quiet candle after hours in every timeframe that has room for it. */
    private List<Arrival> evening(List<Arrival> clean) {
        long ts =
                IsoTime.toMicros(session.day().atTime(EVENING).atZone(NEW_YORK).toInstant());
        Map<Timeframe, Candle> last = new HashMap<>();
        List<Arrival> rows = new ArrayList<>();
        clean.forEach(row -> last.put(row.candle().timeframe(), row.candle()));
        last.keySet().stream().sorted().forEach(timeframe -> {
            Candle candle = last.get(timeframe);
            double price = candle.close();
            Candle quiet = new Candle(
                    candle.symbol(), timeframe, ts, price, cents(price, 1), price, price, dice.between(1, 90), 0);
            rows.add(new Arrival(ts + timeframe.micros(), quiet));
        });
        return rows;
    }

    /** All of the day in one go after the close; rows of one key keep their order, so a revision is still the later. */
    private List<Arrival> newestFirst(List<Arrival> rows) {
        List<Arrival> reversed = new ArrayList<>(rows);
        reversed.replaceAll(row -> row.at(session.closeMicros() + 60 * MICROS_A_MINUTE));
        reversed.sort(Comparator.comparingLong((Arrival row) -> row.candle().tsMicros())
                .reversed());
        return reversed;
    }

    private static Candle volume(Candle c, double volume) {
        return new Candle(
                c.symbol(), c.timeframe(), c.tsMicros(), c.open(), c.high(), c.low(), c.close(), volume, c.seq());
    }

    private static Candle stamped(Candle c, long ts) {
        return new Candle(c.symbol(), c.timeframe(), ts, c.open(), c.high(), c.low(), c.close(), c.volume(), c.seq());
    }
}
