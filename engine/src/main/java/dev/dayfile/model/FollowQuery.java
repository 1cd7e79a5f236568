package dev.dayfile.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody who follows a store wants to hear of: candles and object events of one symbol and timeframe, of every
 * symbol of a timeframe, or of everything; and from where on.
 *
 * <pre>{@code
 * FollowQuery.of("SPY", tf).build();                        // what becomes visible from now on
 * FollowQuery.of("SPY", tf).after(viewport).build();        // what this viewport does not show
 * FollowQuery.everything().after(StorePosition.START).build();
 * }</pre>
 *
 * <p>Immutable; it may be used any number of times, by any thread. Its builder is for one thread.
 */
public final class FollowQuery {
    private final String symbol;
    private final Timeframe timeframe;
    private final Set<Timeframe> objectTimeframes;
    private final StorePosition after;
    private final Map<Long, Long> shownCandles;
    private final Map<String, Long> shownObjects;

    private FollowQuery(Builder builder) {
        symbol = builder.symbol;
        timeframe = builder.timeframe;
        objectTimeframes = builder.objectTimeframes;
        after = builder.after;
        shownCandles = builder.shownCandles;
        shownObjects = builder.shownObjects;
    }

    /**
     * Follows one symbol and timeframe.
     *
     * @throws IllegalArgumentException when the symbol breaks the rule of {@link Symbols}
     */
    public static Builder of(String symbol, Timeframe timeframe) {
        Symbols.requireValid(symbol);
        return new Builder(symbol, Arguments.require(timeframe, "timeframe"));
    }

    /** Follows every symbol of a timeframe. */
    public static Builder everySymbol(Timeframe timeframe) {
        return new Builder(null, Arguments.require(timeframe, "timeframe"));
    }

    /** Follows every symbol and timeframe. */
    public static Builder everything() {
        return new Builder(null, null);
    }

    /** The symbol, or {@code null} for every one. */
    public String symbol() {
        return symbol;
    }

    /** The timeframe, or {@code null} for every one. */
    public Timeframe timeframe() {
        return timeframe;
    }

    /** The timeframes whose objects are followed, or {@code null} for every one. */
    public Set<Timeframe> objectTimeframes() {
        return objectTimeframes;
    }

    /** After which position it begins, or {@code null} for what becomes visible from now on. */
    public StorePosition after() {
        return after;
    }

    /** Whether an object event is of what is followed, and not shown already. */
    public boolean wants(ObjectEvent event) {
        return (symbol == null || symbol.equals(event.symbol()))
                && (objectTimeframes == null || objectTimeframes.contains(event.timeframe()))
                && event.seq() > shownObjects.getOrDefault(event.objectId(), -1L);
    }

    /** Whether a candle is of what is followed, and not shown already. */
    public boolean wants(Candle candle) {
        return (symbol == null || symbol.equals(candle.symbol()))
                && (timeframe == null || timeframe.equals(candle.timeframe()))
                && (shownCandles.isEmpty() || candle.seq() > shownCandles.getOrDefault(candle.tsMicros(), -1L));
    }

    @Override
    public String toString() {
        return "FollowQuery[" + (symbol == null ? "*" : symbol) + " " + (timeframe == null ? "*" : timeframe)
                + " objects=" + (objectTimeframes == null ? "*" : objectTimeframes) + " after="
                + (after == null ? "now" : after) + "]";
    }

    /** Collects what is to be followed. */
    public static final class Builder {
        private final String symbol;
        private final Timeframe timeframe;
        private Set<Timeframe> objectTimeframes;
        private StorePosition after;
        private Map<Long, Long> shownCandles = Map.of();
        private Map<String, Long> shownObjects = Map.of();

        private Builder(String symbol, Timeframe timeframe) {
            this.symbol = symbol;
            this.timeframe = timeframe;
            objectTimeframes = timeframe == null ? null : Set.of(timeframe);
        }

        /** Objects drawn on these timeframes; the candles' own by default. With none given, no objects. */
        public Builder objectTimeframes(Timeframe... timeframes) {
            objectTimeframes = Set.copyOf(List.of(Arguments.requireAll(timeframes, "timeframes")));
            return this;
        }

        /**
         * Begins behind a position: with what came after it, from the files if need be, and goes on without a gap. A
         * position beyond everything that there is, of another store say, tells nothing until sequences have passed it.
         *
         * @throws IllegalArgumentException when the position is not known
         */
        public Builder after(StorePosition position) {
            if (!Arguments.require(position, "position").isKnown()) {
                throw new IllegalArgumentException("nobody can go on from a position that is not known");
            }
            after = position;
            shownCandles = Map.of();
            shownObjects = Map.of();
            return this;
        }

        /**
         * Begins behind a viewport of this symbol and timeframe: with the first thing that it does not show. Rows that
         * were appended while it was filled, and which it shows already, are not told again. Of coarser candles ({@link
         * ViewportQuery.Builder#resampledFrom}) give the {@link Viewport#position()}: rows are told as they are stored.
         *
         * @throws IllegalArgumentException when its position is not known, or this query follows more than one symbol
         */
        public Builder after(Viewport viewport) {
            if (symbol == null) {
                throw new IllegalArgumentException("a viewport shows one symbol; give its position() to follow more");
            }
            after(Arguments.require(viewport, "viewport").position());
            shownCandles = new HashMap<>();
            CandleSeries candles = viewport.candles();
            for (int i = 0; i < candles.size(); i++) {
                if (candles.seq(i) > after.candleSeq()) {
                    shownCandles.put(candles.tsMicros(i), candles.seq(i));
                }
            }
            shownObjects = new HashMap<>();
            for (ChartObject object : viewport.objects()) {
                if (object.seq() > after.eventSeq()) {
                    shownObjects.put(object.id(), object.seq());
                }
            }
            return this;
        }

        /** The query. */
        public FollowQuery build() {
            return new FollowQuery(this);
        }
    }
}
