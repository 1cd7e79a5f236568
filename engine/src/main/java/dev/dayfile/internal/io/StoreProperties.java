package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
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

/**
 * What a store was created with and keeps for its life, {@code .dayfile/store.properties}: the market's clock, since
 * another one would put the same row into another day, and the id that its files carry.
 *
 * @param clock the market's clock
 * @param writerId 16 hex digits, drawn at creation
 */
public record StoreProperties(MarketClock clock, String writerId) {
    private static final String VERSION = "1";
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
            return Optional.of(new StoreProperties(new MarketClock(zone, roll), required(properties, "writer", file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new CorruptFileException(file, "zone, roll or an escape cannot be read: " + e.getMessage(), e);
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

    /**
     * Reads the properties, or creates them when the store is new.
     *
     * @param zone the zone that the caller asks for, or {@code null}: what the store has, New York for a new one
     * @param roll the roll time that the caller asks for, or {@code null}: what the store has, midnight for a new one
     * @throws IllegalArgumentException when the store was created with another zone or roll time
     */
    public static StoreProperties readOrCreate(
            Disk disk, Publisher publisher, StoreLayout layout, ZoneId zone, LocalTime roll) {
        Optional<StoreProperties> standing = read(disk, layout);
        if (standing.isPresent()) {
            MarketClock clock = standing.get().clock();
            requireSame("zone", clock.zone(), zone, layout);
            requireSame("roll", clock.roll(), roll, layout);
            return standing.get();
        }
        MarketClock clock = new MarketClock(
                zone == null ? MarketClock.NEW_YORK.zone() : zone, roll == null ? MarketClock.NEW_YORK.roll() : roll);
        byte[] id = new byte[8];
        new SecureRandom().nextBytes(id);
        StoreProperties created = new StoreProperties(clock, HexFormat.of().formatHex(id));
        String text =
                "# What this store was created with. The zone and the roll time decide which day a row belongs to.\n"
                        + "version=" + VERSION + "\nzone=" + clock.zone() + "\nroll=" + clock.roll() + "\nwriter="
                        + created.writerId() + "\n";
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
