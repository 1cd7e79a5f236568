package dev.dayfile.internal.layout;

import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Where everything of a store stands, and what a path of it means. Nothing else in the engine builds or takes apart a
 * path, so a change of the layout is a change of this class. Symbols appear in no path.
 *
 * <pre>
 * data/&lt;tf&gt;/&lt;YYYY-MM-DD&gt;/part-….parquet    candles of an open day
 * data/&lt;tf&gt;/&lt;YYYY-MM-DD&gt;.parquet            dayfile
 * .dayfile/                                 the engine's own state; no name in it ends in .parquet
 * </pre>
 */
public final class StoreLayout {
    /** How the name of every Parquet file ends, and of nothing else. */
    public static final String PARQUET = ".parquet";

    /** How the name of every temporary ends: never {@link #PARQUET}, since {@code **}{@code /*.parquet} finds dot-files too. */
    public static final String TEMPORARY = ".tmp";

    private static final String STATE = ".dayfile";

    private final Path root;

    /** @param root the store's root folder, which need not exist yet */
    public StoreLayout(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    public Path root() {
        return root;
    }

    /** {@code data/}: one folder a timeframe. */
    public Path data() {
        return root.resolve("data");
    }

    public Path timeframeFolder(Timeframe timeframe) {
        return data().resolve(timeframe.toString());
    }

    /** The folder of a day's parts. */
    public Path dayFolder(Timeframe timeframe, LocalDate day) {
        return timeframeFolder(timeframe).resolve(day.toString());
    }

    public Path dayfile(Timeframe timeframe, LocalDate day) {
        return timeframeFolder(timeframe).resolve(day + PARQUET);
    }

    public Path part(Timeframe timeframe, LocalDate day, PartName name) {
        return dayFolder(timeframe, day).resolve(name.toString());
    }

    /** {@code .dayfile/}: the engine's own state. */
    public Path state() {
        return root.resolve(STATE);
    }

    public Path lock() {
        return state().resolve("LOCK");
    }

    /** What the store was created with: market zone and roll time. */
    public Path storeProperties() {
        return state().resolve("store.properties");
    }

    public Path candleRing() {
        return state().resolve("candles.ring");
    }

    /** Work files of compactions and imports; whatever stands here at open is left from a process that died. */
    public Path work() {
        return state().resolve("work");
    }

    /** Day folders whose parts a dayfile has absorbed: {@code retired/<tf>/<day>.<n>}. */
    public Path retired() {
        return state().resolve("retired");
    }

    /**
     * @param n tells apart several retirements of one day
     */
    public Path retiredDay(Timeframe timeframe, LocalDate day, int n) {
        return retired().resolve(timeframe.toString()).resolve(day + "." + n);
    }

    /** Damaged files, under their path in the store with {@link #TEMPORARY}-safe names: see {@link #quarantined}. */
    public Path quarantine() {
        return state().resolve("quarantine");
    }

    /**
     * Where a damaged file goes: its path below the root with {@code .damaged.<n>} after its name, so that no glob for
     * Parquet files finds it.
     *
     * @param n tells apart several files of one name
     */
    public Path quarantined(Path file, int n) {
        Path relative = root.relativize(file.toAbsolutePath().normalize());
        return quarantine().resolve(relative.resolveSibling(relative.getFileName() + ".damaged." + n));
    }

    /** The timeframe of a folder name under {@code data/}, read in any letter case; empty when it is none. */
    public static Optional<Timeframe> parseTimeframe(String folderName) {
        try {
            return Optional.of(Timeframe.parse(folderName));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The day of a day folder's name; empty when it is none. */
    public static Optional<LocalDate> parseDayFolder(String folderName) {
        if (folderName.length() != 10) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(folderName));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The day of a dayfile's name; empty when it is none. */
    public static Optional<LocalDate> parseDayfile(String fileName) {
        return fileName.endsWith(PARQUET)
                ? parseDayFolder(fileName.substring(0, fileName.length() - PARQUET.length()))
                : Optional.empty();
    }

    /** What a Parquet file under {@code data/} is, by its path; empty when the grammar has no place for it. */
    public Optional<CandleFile> parse(Path file) {
        Path relative = root.relativize(file.toAbsolutePath().normalize());
        int depth = relative.getNameCount();
        if (depth < 3 || depth > 4 || !relative.getName(0).toString().equals("data")) {
            return Optional.empty();
        }
        Optional<Timeframe> timeframe = parseTimeframe(relative.getName(1).toString());
        String name = relative.getFileName().toString();
        if (depth == 3) {
            return timeframe.flatMap(
                    tf -> parseDayfile(name).map(day -> new CandleFile(file, tf, day, Optional.empty())));
        }
        return timeframe.flatMap(tf -> parseDayFolder(relative.getName(2).toString())
                .flatMap(day -> PartName.parse(name).map(part -> new CandleFile(file, tf, day, Optional.of(part)))));
    }

    /**
     * A candle file and what its path says of it.
     *
     * @param path where it stands
     * @param timeframe from the folder's name
     * @param day the trading day
     * @param part the part's name; empty for a dayfile
     */
    public record CandleFile(Path path, Timeframe timeframe, LocalDate day, Optional<PartName> part) {
        public boolean isDayfile() {
            return part.isEmpty();
        }
    }
}
