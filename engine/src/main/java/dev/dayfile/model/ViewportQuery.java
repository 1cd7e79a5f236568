package dev.dayfile.model;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a viewport asks for: the candles of one symbol and timeframe within a window, or the last N of them, and the
 * objects that touch the window. Bounds are inclusive. Build it once and use it as often as you like.
 *
 * <pre>{@code
 * ViewportQuery.of("SPY", Timeframe.parse("2m")).between("2025-10-22T09:30", "2025-10-22T16:00").build();
 * ViewportQuery.of("SPY", Timeframe.parse("2m")).last(195).build();
 * }</pre>
 */
public final class ViewportQuery {
    /** Which files answer: all, only dayfiles, or only parts. */
    public enum Source {
        /** Every file of the window, and in an engine the rows that are in no file yet. */
        ALL,
        /** Only dayfiles: days that were compacted. */
        DAYFILES,
        /** Only parts: rows that no dayfile has absorbed. */
        PARTS
    }

    /** Stands for "no lower bound". */
    public static final long UNBOUNDED_FROM = Long.MIN_VALUE;

    /** Stands for "no upper bound". */
    public static final long UNBOUNDED_TO = Long.MAX_VALUE;

    private final String symbol;
    private final Timeframe timeframe;
    private final long fromMicros;
    private final long toMicros;
    private final String fromText;
    private final String toText;
    private final int last;
    private final int lastDays;
    private final double low;
    private final double high;
    private final long asOfMicros;
    private final String asOfText;
    private final Source source;
    private final Set<Timeframe> objectTimeframes;
    private final Timeframe resampledFrom;

    private ViewportQuery(Builder builder) {
        symbol = builder.symbol;
        timeframe = builder.timeframe;
        fromMicros = builder.fromMicros;
        toMicros = builder.toMicros;
        fromText = builder.fromText;
        toText = builder.toText;
        last = builder.last;
        lastDays = builder.lastDays;
        low = builder.low;
        high = builder.high;
        asOfMicros = builder.asOfMicros;
        asOfText = builder.asOfText;
        source = builder.source;
        objectTimeframes = builder.objectTimeframes;
        resampledFrom = builder.resampledFrom;
    }

    /**
     * Starts a query.
     *
     * @throws IllegalArgumentException when the symbol breaks the rule of {@link Symbols}
     */
    public static Builder of(String symbol, Timeframe timeframe) {
        return new Builder(symbol, timeframe);
    }

    /**
     * The same query with bounds that were given as text turned into instants by the market's clock.
     *
     * @throws IllegalArgumentException when the lower bound then lies after the upper one
     */
    public ViewportQuery resolve(MarketClock clock) {
        Arguments.require(clock, "clock");
        if (isResolved()) {
            return this;
        }
        Builder builder = new Builder(symbol, timeframe);
        builder.fromMicros = fromText == null ? fromMicros : clock.parse(fromText);
        builder.toMicros = toText == null ? toMicros : clock.parseUpperBound(toText);
        builder.asOfMicros = asOfText == null ? asOfMicros : clock.parse(asOfText);
        builder.last = last;
        builder.lastDays = lastDays;
        builder.low = low;
        builder.high = high;
        builder.source = source;
        builder.objectTimeframes = objectTimeframes;
        builder.resampledFrom = resampledFrom;
        return builder.build();
    }

    /** The symbol, which keeps the rule of {@link Symbols}. */
    public String symbol() {
        return symbol;
    }

    /** The timeframe. */
    public Timeframe timeframe() {
        return timeframe;
    }

    /** The finer timeframe whose candles the answer's are made of, or {@code null}: they are stored as they are. */
    public Timeframe resampledFrom() {
        return resampledFrom;
    }

    /**
     * Lower bound on a candle's ts, inclusive, in microseconds since 1970 UTC, or {@link #UNBOUNDED_FROM}.
     *
     * @throws IllegalStateException when the bounds are text that no clock has resolved yet
     */
    public long fromMicros() {
        requireResolved();
        return fromMicros;
    }

    /**
     * Upper bound on a candle's ts, inclusive, in microseconds since 1970 UTC, or {@link #UNBOUNDED_TO}. An as-of
     * instant is taken into account: a candle that was not finalized by then is beyond it, so this bound may lie below
     * the lower one, and then no candle answers.
     *
     * @throws IllegalStateException when the bounds are text that no clock has resolved yet
     */
    public long toMicros() {
        requireResolved();
        return asOfMicros == UNBOUNDED_TO ? toMicros : Math.min(toMicros, lastFinalizedMicros());
    }

    /** When the last candle opened that was finalized at the as-of instant. */
    private long lastFinalizedMicros() {
        long spanMicros = resampledFrom == null ? timeframe.micros() : resampledFrom.micros();
        return asOfMicros < Long.MIN_VALUE + spanMicros ? Long.MIN_VALUE : asOfMicros - spanMicros;
    }

    private boolean isResolved() {
        return fromText == null && toText == null && asOfText == null;
    }

    private void requireResolved() {
        if (!isResolved()) {
            throw new IllegalStateException(
                    "bounds given as text have no instants before resolve(clock) [query=" + this + "]");
        }
    }

    /** How many of the last candles are wanted, or 0 for all of the window. */
    public int last() {
        return last;
    }

    /** How many of the last trading days that have candles are wanted, or 0 for all of the window. */
    public int lastDays() {
        return lastDays;
    }

    /** Lower edge of the price band, or negative infinity. */
    public double low() {
        return low;
    }

    /** Upper edge of the price band, or positive infinity. */
    public double high() {
        return high;
    }

    /**
     * The instant whose knowledge is asked for, in microseconds since 1970 UTC, or {@link #UNBOUNDED_TO} for now.
     *
     * @throws IllegalStateException when the bounds are text that no clock has resolved yet
     */
    public long asOfMicros() {
        requireResolved();
        return asOfMicros;
    }

    /** Which files answer. */
    public Source source() {
        return source;
    }

    /** The timeframes whose objects are wanted: those drawn on the candles' own unless the query says otherwise. */
    public Set<Timeframe> objectTimeframes() {
        return objectTimeframes;
    }

    /**
     * Lower bound of the window for objects, as it was asked for.
     *
     * @throws IllegalStateException when the bounds are text that no clock has resolved yet
     */
    public long windowFromMicros() {
        requireResolved();
        return fromMicros;
    }

    /**
     * Upper bound of the window for objects: unlike {@link #toMicros} an as-of instant does not move it, since an object
     * is known as soon as it is drawn, wherever it lies.
     *
     * @throws IllegalStateException when the bounds are text that no clock has resolved yet
     */
    public long windowToMicros() {
        requireResolved();
        return toMicros;
    }

    /** Whether an object's last-known state belongs into the answer. */
    public boolean wants(ChartObject object) {
        return !object.status().equals(ObjectEvent.REMOVED)
                && object.symbol().equals(symbol)
                && objectTimeframes.contains(object.timeframe())
                && object.touchesTime(windowFromMicros(), windowToMicros())
                && object.touchesPrice(low, high);
    }

    @Override
    public String toString() {
        return "ViewportQuery[" + symbol + " " + timeframe + " from=" + shown(fromText, fromMicros) + " to="
                + shown(toText, toMicros) + " last=" + last + " lastDays=" + lastDays + " band=" + low + ".." + high
                + " asOf="
                + shown(asOfText, asOfMicros) + " source=" + source + " objects=" + objectTimeframes
                + (resampledFrom == null ? "" : " resampledFrom=" + resampledFrom) + "]";
    }

    /** A bound as a person reads it: its text, its time, or {@code *} for none. */
    private static String shown(String text, long micros) {
        if (text != null) {
            return Symbols.printable(text);
        }
        if (micros == UNBOUNDED_FROM || micros == UNBOUNDED_TO) {
            return "*";
        }
        boolean storable = micros >= IsoTime.MIN_MICROS && micros < IsoTime.MAX_MICROS;
        return storable ? IsoTime.format(micros) : Long.toString(micros);
    }

    /** Collects what a query asks for; every check is made by {@link #build()} or before. */
    public static final class Builder {
        private final String symbol;
        private final Timeframe timeframe;
        private long fromMicros = UNBOUNDED_FROM;
        private long toMicros = UNBOUNDED_TO;
        private String fromText;
        private String toText;
        private int last;
        private int lastDays;
        private double low = Double.NEGATIVE_INFINITY;
        private double high = Double.POSITIVE_INFINITY;
        private long asOfMicros = UNBOUNDED_TO;
        private String asOfText;
        private Source source = Source.ALL;
        private Set<Timeframe> objectTimeframes;
        private Timeframe resampledFrom;

        private Builder(String symbol, Timeframe timeframe) {
            Symbols.requireValid(symbol);
            this.symbol = symbol;
            this.timeframe = Arguments.require(timeframe, "timeframe");
            this.objectTimeframes = Set.of(timeframe);
        }

        /** Bounds in microseconds since 1970 UTC, inclusive. */
        public Builder between(long fromMicros, long toMicros) {
            this.fromMicros = fromMicros;
            this.toMicros = toMicros;
            this.fromText = null;
            this.toText = null;
            return this;
        }

        /**
         * Bounds as instants, inclusive.
         *
         * @throws IllegalArgumentException when one lies outside the years that a store accepts
         */
        public Builder between(Instant from, Instant to) {
            return between(
                    IsoTime.toMicros(Arguments.require(from, "from")), IsoTime.toMicros(Arguments.require(to, "to")));
        }

        /**
         * Bounds as ISO text, inclusive; without an offset they are market time. Either may be {@code null}: no bound.
         *
         * @throws IllegalArgumentException when a text is no ISO time
         */
        public Builder between(String from, String to) {
            this.fromMicros = UNBOUNDED_FROM;
            this.toMicros = UNBOUNDED_TO;
            this.fromText = from;
            this.toText = to;
            checkText(from);
            checkText(to);
            return this;
        }

        private static void checkText(String text) {
            if (text != null) {
                IsoTime.read(text);
            }
        }

        /**
         * Only the last {@code n} candles of the window.
         *
         * @throws IllegalArgumentException when {@code n} is less than one
         */
        public Builder last(int n) {
            if (n < 1) {
                throw new IllegalArgumentException("last asks for at least one candle [last=" + n + "]");
            }
            this.last = n;
            return this;
        }

        /**
         * Only the last {@code n} trading days of the window on which the symbol has candles in it: weekends, holidays
         * and days without trading do not count. With {@link #last} as well, both hold.
         *
         * @throws IllegalArgumentException when {@code n} is less than one
         */
        public Builder lastDays(int n) {
            if (n < 1) {
                throw new IllegalArgumentException("lastDays asks for at least one day [lastDays=" + n + "]");
            }
            this.lastDays = n;
            return this;
        }

        /**
         * Only objects that touch this band of prices; candles are not filtered. Either edge may come first.
         *
         * @throws IllegalArgumentException when an edge is {@code NaN}
         */
        public Builder priceBand(double one, double other) {
            if (Double.isNaN(one) || Double.isNaN(other)) {
                throw new IllegalArgumentException(
                        "a price band has two numbers [low=" + one + ", high=" + other + "]");
            }
            this.low = Math.min(one, other);
            this.high = Math.max(one, other);
            return this;
        }

        /** What was known at an instant: candles finalized by it (open + timeframe), objects as they then were. */
        public Builder asOf(long micros) {
            this.asOfMicros = micros;
            this.asOfText = null;
            return this;
        }

        /**
         * As {@link #asOf(long)}, from ISO text; without an offset it is market time.
         *
         * @throws IllegalArgumentException when it is no ISO time
         */
        public Builder asOf(String text) {
            IsoTime.read(text);
            this.asOfMicros = UNBOUNDED_TO;
            this.asOfText = text;
            return this;
        }

        /** Objects drawn on these timeframes, such as those of {@code 15m} on a chart of {@code 2m}. */
        public Builder objectTimeframes(Timeframe... timeframes) {
            this.objectTimeframes = Set.copyOf(List.of(Arguments.requireAll(timeframes, "timeframes")));
            return this;
        }

        /**
         * Candles made of those of a finer timeframe, anchored at the opening bell of the store's trading hours; see
         * {@link Resampler}. Bounds and {@link #last} are about the coarser candles, and a candle within the bounds is made
         * of everything that belongs to it. {@link Viewport#lastPartial} says whether the last one may still change.
         *
         * @throws IllegalArgumentException when the query's timeframe is no multiple of it, or longer than a day
         */
        public Builder resampledFrom(Timeframe fine) {
            Resampler.requireMultiple(fine, timeframe);
            this.resampledFrom = fine;
            return this;
        }

        /** Which files answer; it is about candles only. */
        public Builder source(Source source) {
            this.source = Arguments.require(source, "source");
            return this;
        }

        /**
         * The query.
         *
         * @throws IllegalArgumentException when the lower bound lies after the upper one; for bounds given as text
         *     {@link ViewportQuery#resolve} says so
         */
        public ViewportQuery build() {
            if (fromMicros > toMicros) {
                throw new IllegalArgumentException("the window ends before it starts [from=" + shown(null, fromMicros)
                        + ", to=" + shown(null, toMicros) + "]");
            }
            return new ViewportQuery(this);
        }
    }
}
