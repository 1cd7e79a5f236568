package dev.dayfile.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What stands in a store, by its footers.
 *
 * @param root the store's root folder
 * @param clock the market's clock that the store was created with
 * @param days of candles, by timeframe, then by day
 * @param objectDays of the timeline of chart objects, by day; they have no timeframe
 * @param quarantined damaged files that were moved out of the way
 */
public record StoreDescription(
        Path root,
        MarketClock clock,
        List<DayDescription> days,
        List<DayDescription> objectDays,
        List<Path> quarantined) {
    public StoreDescription {
        days = List.copyOf(days);
        objectDays = List.copyOf(objectDays);
        quarantined = List.copyOf(quarantined);
    }
}
