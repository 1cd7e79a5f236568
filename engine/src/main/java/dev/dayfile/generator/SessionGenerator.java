package dev.dayfile.generator;

import dev.dayfile.internal.calendar.UsEquities;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingSession;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;

/**
 * Sessions of US equities by seed: prices a random walk on a grid of cents, volume U-shaped, holidays left out, half
 * days ending at 13:00. The candles come in the order in which a feed finalizes them, over all symbols and timeframes;
 * one session is held in memory, whatever the number of days.
 *
 * <p>The same settings give the same candles on every JVM. A symbol's candles do not depend on which other symbols are
 * asked for, and its timeframes are cut from one path: the high of a 30-minute candle is the highest high of its
 * 2-minute ones. They do not depend on which other timeframes are asked for either, as long as all are whole minutes.
 * The first candle of each timeframe opens at the bell, and the last one ends at the bell even when it is cut short.
 *
 * <p>With {@link Builder#disorder} the rows are as real feeds send them, see {@link Disorder}.
 *
 * <pre>{@code
 * for (Candle candle : SessionGenerator.builder().symbols("SPY").timeframes("2m", "15m").days(3).seed(42).build()) {
 *     …
 * }
 * }</pre>
 */
public final class SessionGenerator implements Iterable<Candle> {
    /** The first day unless another is given: a Monday beside no holiday and no change of the clock. */
    public static final LocalDate DEFAULT_FROM = LocalDate.of(2025, 10, 20);

    private static final long MICROS_A_SECOND = 1_000_000L;

    /** Order of delivery; what one symbol has at one instant keeps its order, since the sort is stable. */
    private static final Comparator<Arrival> BY_ARRIVAL = Comparator.comparingLong(Arrival::atMicros);

    private final List<String> symbols;
    private final List<Timeframe> timeframes;
    private final List<TradingSession> sessions;
    private final long seed;
    private final boolean disorder;
    private final int stepSeconds;

    private SessionGenerator(Builder builder) {
        symbols = List.copyOf(builder.symbols);
        timeframes = List.copyOf(builder.timeframes);
        sessions = List.copyOf(UsEquities.CALENDAR.sessions(builder.from, builder.days));
        seed = builder.seed;
        disorder = builder.disorder;
        boolean wholeMinutes = timeframes.stream().allMatch(tf -> tf.micros() % (60 * MICROS_A_SECOND) == 0);
        stepSeconds = wholeMinutes ? 60 : 1;
    }

    /** Starts with SPY in 2m, 5m and 15m, one day, seed 42, no disorder. */
    public static Builder builder() {
        return new Builder();
    }

    /** The sessions that the candles belong to. */
    public List<TradingSession> sessions() {
        return sessions;
    }

    /** A fresh pass over all candles, from the first session on; passes are independent of each other. */
    @Override
    public Iterator<Candle> iterator() {
        return new Pass();
    }

    /** All candles in one list: for tests and small numbers of days. */
    public List<Candle> toList() {
        List<Candle> all = new ArrayList<>();
        forEach(all::add);
        return all;
    }

    /** One pass: makes a session when the one before has been handed out. */
    private final class Pass implements Iterator<Candle> {
        private final List<PriceWalk> walks =
                symbols.stream().map(symbol -> new PriceWalk(seed, symbol)).toList();
        private List<Arrival> session = List.of();
        private int nextSession;
        private int nextRow;

        @Override
        public boolean hasNext() {
            while (nextRow == session.size() && nextSession < sessions.size()) {
                session = makeSession(walks, sessions.get(nextSession++));
                nextRow = 0;
            }
            return nextRow < session.size();
        }

        @Override
        public Candle next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return session.get(nextRow++).candle();
        }
    }

    private List<Arrival> makeSession(List<PriceWalk> walks, TradingSession session) {
        List<Arrival> all = new ArrayList<>();
        for (int i = 0; i < symbols.size(); i++) {
            PriceWalk walk = walks.get(i);
            walk.walk(session, stepSeconds);
            List<Arrival> rows = new ArrayList<>();
            for (Timeframe timeframe : timeframes) {
                cut(walk, symbols.get(i), timeframe, session, rows);
            }
            rows.sort(BY_ARRIVAL);
            all.addAll(disorder ? new Disorder(seed, symbols.get(i), session).apply(rows) : rows);
        }
        all.sort(BY_ARRIVAL);
        return all;
    }

    /** Cuts the candles of one timeframe from the walked session. */
    private void cut(PriceWalk walk, String symbol, Timeframe timeframe, TradingSession session, List<Arrival> into) {
        int stepsACandle = (int) Math.min(walk.steps, timeframe.micros() / (stepSeconds * MICROS_A_SECOND));
        for (int first = 0; first < walk.steps; first += stepsACandle) {
            int end = Math.min(first + stepsACandle, walk.steps);
            long high = walk.highCents[first];
            long low = walk.lowCents[first];
            long shares = 0;
            for (int i = first; i < end; i++) {
                high = Math.max(high, walk.highCents[i]);
                low = Math.min(low, walk.lowCents[i]);
                shares += walk.shares[i];
            }
            Candle candle = new Candle(
                    symbol,
                    timeframe,
                    session.openMicros() + first * stepSeconds * MICROS_A_SECOND,
                    walk.openCents[first] / 100.0,
                    high / 100.0,
                    low / 100.0,
                    walk.closeCents[end - 1] / 100.0,
                    shares,
                    0);
            into.add(new Arrival(session.openMicros() + end * stepSeconds * MICROS_A_SECOND, candle));
        }
    }

    /** Collects what is to be generated; each setter refuses an impossible value at once. */
    public static final class Builder {
        private List<String> symbols = List.of("SPY");
        private List<Timeframe> timeframes =
                List.of(Timeframe.parse("2m"), Timeframe.parse("5m"), Timeframe.parse("15m"));
        private LocalDate from = DEFAULT_FROM;
        private int days = 1;
        private long seed = 42;
        private boolean disorder;

        private Builder() {}

        /** The symbols; one named twice is made once. */
        public Builder symbols(String... symbols) {
            return symbols(Arrays.asList(symbols));
        }

        /** The symbols; one named twice is made once. */
        public Builder symbols(List<String> symbols) {
            require(!symbols.isEmpty(), "symbols", symbols);
            symbols.forEach(Symbols::requireValid);
            this.symbols = List.copyOf(new LinkedHashSet<>(symbols));
            return this;
        }

        /** The timeframes by their text, such as {@code 2m}. */
        public Builder timeframes(String... timeframes) {
            return timeframes(Arrays.stream(timeframes).map(Timeframe::parse).toList());
        }

        /** The timeframes, none longer than a day. */
        public Builder timeframes(List<Timeframe> timeframes) {
            require(!timeframes.isEmpty(), "timeframes", timeframes);
            for (Timeframe timeframe : timeframes) {
                require(timeframe.micros() <= 86_400 * MICROS_A_SECOND, "timeframe", timeframe);
            }
            this.timeframes = List.copyOf(new TreeSet<>(timeframes));
            return this;
        }

        /** The first day; when it has no session, the next day that has one. */
        public Builder from(LocalDate day) {
            this.from = day;
            return this;
        }

        /** How many sessions, at least one. */
        public Builder days(int days) {
            require(days >= 1, "days", days);
            this.days = days;
            return this;
        }

        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Whether the rows come as real feeds send them. */
        public Builder disorder(boolean disorder) {
            this.disorder = disorder;
            return this;
        }

        public SessionGenerator build() {
            return new SessionGenerator(this);
        }

        private static void require(boolean holds, String name, Object value) {
            if (!holds) {
                throw new IllegalArgumentException("out of range [" + name + "=" + value + "]");
            }
        }
    }
}
