package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a store was created with and keeps for its life, {@code .dayfile/store.properties}: the market's clock, since
 * another one would put the same row into another day; the id that its files carry; and by what candles are numbered,
 * since a number must not change once it stands in a file.
 *
 * @param clock the market's clock
 * @param writerId 16 hex digits, drawn at creation
 * @param tradingHours when the market trades
 * @param barIndexTimeframes the timeframes whose dayfiles carry {@code bar_index}
 */
public record StoreProperties(
        MarketClock clock, String writerId, TradingHours tradingHours, SortedSet<Timeframe> barIndexTimeframes) {
    private static final String VERSION = "1";

    /** What is numbered unless something else is asked for, and in a store that is older than the entry. */
    private static final String DEFAULT_BAR_INDEX = "15m";

    private static final int MAX_BYTES = 64 * 1024;

    /** Reads the properties of a store; empty when it was never opened by an engine. */
    public static Optional<StoreProperties> read(Disk disk, StoreLayout layout) {
        Path file = layout.storeProperties();
        try {
            String text =
                    StandardCharsets.UTF_8.decode(disk.read(file, MAX_BYTES)).toString();
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            if (!VERSION.equals(properties.getProperty("version"))) {
                throw new CorruptFileException(
                        file,
                        "not a version that this engine knows [version=" + properties.getProperty("version") + "]");
            }
            ZoneId zone = ZoneId.of(required(properties, "zone", file));
            LocalTime roll = LocalTime.parse(required(properties, "roll", file));
            MarketClock clock = new MarketClock(zone, roll);
            String hours = properties.getProperty("trading_hours");
            return Optional.of(new StoreProperties(
                    clock,
                    required(properties, "writer", file),
                    hours == null ? TradingHours.of(clock) : TradingHours.parse(hours),
                    parseTimeframes(properties.getProperty("bar_index", DEFAULT_BAR_INDEX))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new CorruptFileException(file, "an entry or an escape cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.storage("read the store's properties", file, e);
        }
    }

    private static String required(Properties properties, String key, Path file) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new CorruptFileException(file, "an entry is missing [key=" + key + "]");
        }
        return value;
    }

    private static SortedSet<Timeframe> parseTimeframes(String text) {
        SortedSet<Timeframe> timeframes = new TreeSet<>();
        for (String timeframe : text.split(",")) {
            if (!timeframe.isBlank()) {
                timeframes.add(Timeframe.parse(timeframe.strip()));
            }
        }
        return timeframes;
    }

    private static String text(SortedSet<Timeframe> timeframes) {
        return String.join(",", timeframes.stream().map(Timeframe::toString).toList());
    }

    /** As the longer form, asking for no trading hours and no numbered timeframes. */
    public static StoreProperties readOrCreate(
            Disk disk, Publisher publisher, StoreLayout layout, ZoneId zone, LocalTime roll) {
        return readOrCreate(disk, publisher, layout, zone, roll, null, null);
    }

    /**
     * Reads the properties, or creates them when the store is new.
     *
     * @param zone the zone that the caller asks for, or {@code null}: what the store has, New York for a new one
     * @param roll the roll time that the caller asks for, or {@code null}: what the store has, midnight for a new one
     * @param hours the trading hours that the caller asks for, or {@code null}: what the store has, for a new one what
     *     {@link TradingHours#of} says
     * @param barIndex the timeframes to number that the caller asks for, or {@code null}: what the store has, 15m for a
     *     new one
     * @throws IllegalArgumentException when the store was created with something else
     */
    public static StoreProperties readOrCreate(
            Disk disk,
            Publisher publisher,
            StoreLayout layout,
            ZoneId zone,
            LocalTime roll,
            TradingHours hours,
            SortedSet<Timeframe> barIndex) {
        Optional<StoreProperties> standing = read(disk, layout);
        if (standing.isPresent()) {
            MarketClock clock = standing.get().clock();
            requireSame("zone", clock.zone(), zone, layout);
            requireSame("roll", clock.roll(), roll, layout);
            requireSame("trading_hours", standing.get().tradingHours(), hours, layout);
            requireSame("bar_index", standing.get().barIndexTimeframes(), barIndex, layout);
            return standing.get();
        }
        MarketClock clock = new MarketClock(
                zone == null ? MarketClock.NEW_YORK.zone() : zone, roll == null ? MarketClock.NEW_YORK.roll() : roll);
        byte[] id = new byte[8];
        new SecureRandom().nextBytes(id);
        StoreProperties created = new StoreProperties(
                clock,
                HexFormat.of().formatHex(id),
                hours == null ? TradingHours.of(clock) : hours,
                barIndex == null ? parseTimeframes(DEFAULT_BAR_INDEX) : new TreeSet<>(barIndex));
        String text =
                "# What this store was created with. The zone and the roll time decide which day a row belongs to, the\n"
                        + "# trading hours which number a candle of the timeframes of bar_index has.\n"
                        + "version=" + VERSION + "\nzone=" + clock.zone() + "\nroll=" + clock.roll() + "\nwriter="
                        + created.writerId() + "\ntrading_hours="
                        + created.tradingHours().id() + "\nbar_index="
                        + text(created.barIndexTimeframes()) + "\n";
        try {
            publisher.publish(layout.storeProperties(), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw Failures.storage("create the store", layout.storeProperties(), e);
        }
        return created;
    }

    private static void requireSame(String name, Object standing, Object asked, StoreLayout layout) {
        if (asked != null && !asked.equals(standing)) {
            throw new IllegalArgumentException("the store was created with another " + name + " [root=" + layout.root()
                    + ", " + name + "=" + standing + ", asked=" + asked + "]");
        }
    }
}
