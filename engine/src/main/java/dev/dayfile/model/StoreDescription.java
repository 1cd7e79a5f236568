package dev.dayfile.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What stands in a store, by its footers.
 *
 * @param root the store's root folder
 * @param clock the market's clock that the store was created with
 * @param days by timeframe, then by day
 * @param quarantined damaged files that were moved out of the way
 */
public record StoreDescription(Path root, MarketClock clock, List<DayDescription> days, List<Path> quarantined) {
    public StoreDescription {
        days = List.copyOf(days);
        quarantined = List.copyOf(quarantined);
    }
}
