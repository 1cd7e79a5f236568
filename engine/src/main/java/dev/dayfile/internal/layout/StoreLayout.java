package dev.dayfile.internal.layout;

import dev.dayfile.model.Timeframe;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Objects;
import java.util.Optional;

/**
 * Where everything of a store stands, and what a path of it means. Nothing else in the engine builds or takes apart a
 * path, so a change of the layout is a change of this class. Symbols appear in no path.
 *
 * <pre>
 * data/&lt;tf&gt;/&lt;YYYY-MM-DD&gt;/part-….parquet    candles of an open day
 * data/&lt;tf&gt;/&lt;YYYY-MM-DD&gt;.parquet            dayfile
 * objects/timeline/&lt;YYYY-MM&gt;/…              events of chart objects, day by day as candles
 * objects/current/objects.parquet           latest state of every object
 * .dayfile/                                 the engine's own state; no name in it ends in .parquet
 * </pre>
 */
public final class StoreLayout {
    /** How the name of every Parquet file ends, and of nothing else. */
    public static final String PARQUET = ".parquet";

    /** How the name of every temporary ends: never {@link #PARQUET}, since {@code **}{@code /*.parquet} finds dot-files too. */
    public static final String TEMPORARY = ".tmp";

    /** What a retired part's name has behind it, so that no glob for Parquet files finds the part. */
    private static final String RETIRED = ".retired";

    private static final String STATE = ".dayfile";
    private static final String UNCHECKED = ".unchecked";

    /** Between the day and the number in the name of a dayfile whose compaction was undone. */
    static final String UNDONE = ".dayfile-undone.";

    private final Path root;

    /** @param root the store's root folder, which need not exist yet */
    public StoreLayout(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** The store's root folder, absolute. */
    public Path root() {
        return root;
    }

    /** The days of a timeframe. */
    public DayFamily candles(Timeframe timeframe) {
        return new DayFamily(this, Objects.requireNonNull(timeframe, "timeframe"));
    }

    /** The days of the timeline of chart objects. */
    public DayFamily objects() {
        return new DayFamily(this, null);
    }

    /** The family of a folder name under {@code .dayfile/retired/}; empty when it is none. */
    public Optional<DayFamily> parseFamily(String folderName) {
        return folderName.equals(DayFamily.OBJECTS)
                ? Optional.of(objects())
                : parseTimeframe(folderName).map(this::candles);
    }

    /** {@code data/}: one folder a timeframe. */
    public Path data() {
        return root.resolve("data");
    }

    /** The folder of a timeframe's days: {@code data/<tf>}. */
    public Path timeframeFolder(Timeframe timeframe) {
        return data().resolve(timeframe.toString());
    }

    /** The folder of a day's parts. */
    public Path dayFolder(Timeframe timeframe, LocalDate day) {
        return dayFolder(timeframeFolder(timeframe), day);
    }

    /** The folder of a day's parts in a timeframe's folder as it is spelled on disk. */
    public static Path dayFolder(Path timeframeFolder, LocalDate day) {
        return timeframeFolder.resolve(day.toString());
    }

    /** Where a day's dayfile stands once it is compacted. */
    public Path dayfile(Timeframe timeframe, LocalDate day) {
        return dayfile(timeframeFolder(timeframe), day);
    }

    /** A day's dayfile in a timeframe's folder as it is spelled on disk. */
    public static Path dayfile(Path timeframeFolder, LocalDate day) {
        return timeframeFolder.resolve(day + PARQUET);
    }

    /** Where a part of an open day stands. */
    public Path part(Timeframe timeframe, LocalDate day, PartName name) {
        return root.resolve("data/" + timeframe + "/" + day + "/" + name); // in one step: once a flush, and it shows
    }

    /** {@code objects/current/objects.parquet}: the latest state of every object. */
    public Path objectSnapshot() {
        return root.resolve("objects").resolve("current").resolve("objects" + PARQUET);
    }

    /** {@code objects/timeline/}: one folder a month, and in it one a day with parts of object events. */
    public Path objectTimeline() {
        return root.resolve("objects").resolve("timeline");
    }

    /** The folder of a month's events. */
    public Path timelineFolder(LocalDate day) {
        return objectTimeline().resolve(day.toString().substring(0, 7));
    }

    /** Where a part with events of a day stands. */
    public Path timelinePart(LocalDate day, PartName name) {
        return dayFolder(timelineFolder(day), day).resolve(name.toString());
    }

    /** The month of a folder name under {@code objects/timeline/}; empty when it is none. */
    public static Optional<YearMonth> parseMonth(String folderName) {
        try {
            return folderName.length() == 7 ? Optional.of(YearMonth.parse(folderName)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code .dayfile/}: the engine's own state. */
    public Path state() {
        return root.resolve(STATE);
    }

    /** The file that the one engine of a root holds locked. */
    public Path lock() {
        return state().resolve("LOCK");
    }

    /** What the store was created with: market zone and roll time. */
    public Path storeProperties() {
        return state().resolve("store.properties");
    }

    /** The slots of the ring, mapped into memory, unless configured elsewhere. */
    public Path candleRing() {
        return state().resolve("candles.ring");
    }

    /** Where the ring of candles is, once it was elsewhere. */
    public Path candleRingPlace() {
        return state().resolve("candles.place");
    }

    /** The bound that no candle's sequence in any file has passed. */
    public Path candleSequences() {
        return state().resolve("candles.seq");
    }

    /** The slots of the ring of object events. */
    public Path eventRing() {
        return state().resolve("events.ring");
    }

    /** Work files of compactions and imports; whatever stands here at open is left from a process that died. */
    public Path work() {
        return state().resolve("work");
    }

    /** Day folders whose parts a dayfile has absorbed: {@code retired/<tf>/<day>.<n>}, see {@link DayFamily}. */
    public Path retired() {
        return state().resolve("retired");
    }

    /** The retired days of a timeframe. */
    public Path retired(Timeframe timeframe) {
        return candles(timeframe).retired();
    }

    /** Where a retired day of a timeframe goes, see {@link DayFamily#retiredDay}. */
    public Path retiredDay(Timeframe timeframe, LocalDate day, int n) {
        return candles(timeframe).retiredDay(day, n);
    }

    /** Empty files that say of a day that its parts stay where they are: {@code kept/<tf>/<day>}. */
    public Path kept() {
        return state().resolve("kept");
    }

    /** The day of a dayfile whose compaction was undone, by its name in the retired folder; empty when it is none. */
    public static Optional<LocalDate> parseUndoneDayfile(String fileName) {
        int at = fileName.indexOf(UNDONE);
        return at >= 0 && fileName.substring(at + UNDONE.length()).matches("0|[1-9]\\d{0,8}")
                ? parseDayFolder(fileName.substring(0, at))
                : Optional.empty();
    }

    /** Damaged files that were moved out of the way: see {@link #quarantined}. */
    public Path quarantine() {
        return state().resolve("quarantine");
    }

    /**
     * Where a damaged file goes: its path below the root with {@code .damaged.<n>} after its name, so that no glob for
     * Parquet files finds it.
     *
     * @param n tells apart several files of one name
     * @throws IllegalArgumentException when the file is not below the root
     */
    public Path quarantined(Path file, int n) {
        Path relative = belowRoot(file)
                .orElseThrow(() -> new IllegalArgumentException(
                        "only a file of the store can be quarantined [file=" + file + ", root=" + root + "]"));
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

    /**
     * The timeframe of the folder that a file stands in, whatever the file's name: {@code data/<tf>/<file>} or
     * {@code data/<tf>/<day>/<file>}; empty when it stands elsewhere.
     */
    public static Optional<Timeframe> timeframeOf(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder != null
                && folder.getFileName() != null
                && parseDayFolder(folder.getFileName().toString()).isPresent()) {
            folder = folder.getParent();
        }
        Path data = folder == null ? null : folder.getParent();
        return data != null && data.endsWith("data")
                ? parseTimeframe(folder.getFileName().toString())
                : Optional.empty();
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

    /** The name of a part among the retired ones. */
    public static String retiredName(String fileName) {
        return fileName + RETIRED;
    }

    /** The name that a file has, or had before it was retired. */
    public static String standingName(String fileName) {
        return fileName.endsWith(RETIRED) ? fileName.substring(0, fileName.length() - RETIRED.length()) : fileName;
    }

    /** What the name of a retired folder says; empty when it is none. */
    public static Optional<RetiredDay> parseRetiredDay(String folderName) {
        boolean unchecked = folderName.endsWith(UNCHECKED);
        String rest = unchecked ? folderName.substring(0, folderName.length() - UNCHECKED.length()) : folderName;
        int dot = rest.lastIndexOf('.');
        if (dot < 0 || !rest.substring(dot + 1).matches("0|[1-9]\\d{0,8}")) {
            return Optional.empty();
        }
        return parseDayFolder(rest.substring(0, dot))
                .map(day -> new RetiredDay(day, Integer.parseInt(rest.substring(dot + 1)), unchecked));
    }

    /**
     * A retired folder and what its name says of it.
     *
     * @param day the trading day
     * @param n tells apart several retirements of one day
     * @param unchecked whether the retirement was not finished
     */
    public record RetiredDay(LocalDate day, int n, boolean unchecked) {
        /** The folder's name. */
        public String name() {
            return day + "." + n + (unchecked ? UNCHECKED : "");
        }
    }

    /** What a Parquet file under {@code data/} is, by its path; empty when the grammar has no place for it. */
    public Optional<CandleFile> parse(Path file) {
        return belowRoot(file).flatMap(relative -> parse(file, relative));
    }

    private static Optional<CandleFile> parse(Path file, Path relative) {
        int depth = relative.getNameCount();
        if (depth < 3 || depth > 4 || !relative.startsWith("data")) {
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

    private Optional<Path> belowRoot(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        boolean below = absolute.startsWith(root) && !absolute.equals(root);
        return below ? Optional.of(root.relativize(absolute)) : Optional.empty();
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
        /** Whether it is a dayfile; a part otherwise. */
        public boolean isDayfile() {
            return part.isEmpty();
        }
    }
}
