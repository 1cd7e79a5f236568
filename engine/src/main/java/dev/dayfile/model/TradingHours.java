package dev.dayfile.model;

import java.time.LocalTime;

/**
 * When a store's market trades: it decides when a day is over and may be compacted, and what numbers its candles have.
 * Chosen when the store is created and kept with it.
 *
 * <p>The id carries a version, because numbers that stand in files must never change: rules that count the sessions of
 * the past otherwise are a new entry here, not a new meaning of an old one.
 */
public enum TradingHours {
    /** The regular sessions of US equities: holidays and half days by NYSE's rules. */
    US_EQUITIES("us-equities-1"),
    /** Every trading day of the market's clock from its start to its end: futures without their breaks, crypto. */
    ALL_DAY("all-day-1");

    private final String id;

    TradingHours(String id) {
        this.id = id;
    }

    /** How the store's properties name it. */
    public String id() {
        return id;
    }

    /** What a store has unless it is told otherwise: US equities in New York with a roll at midnight, else all day. */
    public static TradingHours of(MarketClock clock) {
        boolean equities = Arguments.require(clock, "clock").zone().equals(MarketClock.NEW_YORK.zone())
                && clock.roll() == LocalTime.MIDNIGHT;
        return equities ? US_EQUITIES : ALL_DAY;
    }

    /**
     * Reads what {@link #id} gives.
     *
     * @throws IllegalArgumentException when it is not known
     */
    public static TradingHours parse(String id) {
        for (TradingHours hours : values()) {
            if (hours.id.equals(id)) {
                return hours;
            }
        }
        throw new IllegalArgumentException("not trading hours that this engine knows [trading_hours=" + id + "]");
    }
}
