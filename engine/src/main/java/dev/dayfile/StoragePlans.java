package dev.dayfile;

import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.calendar.Calendars;
import dev.dayfile.internal.compact.CompactionSettings;
import dev.dayfile.internal.compact.Compactor;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.io.StoreProperties;
import dev.dayfile.internal.layout.DayFamily;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * What a compaction or a retention would do, by the files of a store alone: it takes no lock and writes nothing, so it
 * may be asked beside an engine and of a copy that cannot be written to. What stands in a ring and in no part yet does
 * not count.
 */
public final class StoragePlans {
    /** How often it is looked again at files that an engine moves meanwhile. */
    private static final int LOOKS = 5;

    private final StoreLayout layout;
    private final MarketClock clock;
    private final Compactor compactor;

    private StoragePlans(Path root, Disk disk) {
        layout = new StoreLayout(Arguments.require(root, "root"));
        clock = StoreProperties.read(disk, layout).map(StoreProperties::clock).orElse(MarketClock.NEW_YORK);
        compactor = new Compactor(
                disk,
                layout,
                new CandleFiles(disk, clock),
                new Publisher(disk, false),
                new FolderGate(),
                "",
                clock,
                new BarNumbers(Calendars.of(TradingHours.of(clock), clock), Set.of()),
                new CompactionSettings(StorageConfig.DEFAULT_COMPACTION_ROWS),
                Clock.systemUTC());
    }

    /**
     * Looks at a store.
     *
     * @throws dev.dayfile.model.CorruptFileException when the store's properties cannot be understood
     */
    public static StoragePlans of(Path root) {
        return of(root, Disk.LOCAL);
    }

    /** On a disk of a test's choice. */
    static StoragePlans of(Path root, Disk disk) {
        return new StoragePlans(root, disk);
    }

    /** The market's clock of the store. */
    public MarketClock clock() {
        return clock;
    }

    /** The timeframes that have files, from fine to coarse. */
    public List<Timeframe> timeframes() {
        return compactor.days().timeframes();
    }

    /**
     * The days with parts that no dayfile has absorbed.
     *
     * @param timeframe whose candles; {@code null} for the timeline of chart objects
     */
    public SortedSet<LocalDate> daysWaiting(Timeframe timeframe) {
        return look(() -> compactor.days().waiting(family(timeframe)));
    }

    /**
     * What a compaction of a day would read, see {@link StorageEngine#planCompaction}.
     *
     * @param timeframe whose candles; {@code null} for the timeline of chart objects
     * @throws dev.dayfile.model.CorruptFileException when the standing dayfile is damaged
     */
    public CompactionReport compaction(Timeframe timeframe, LocalDate day) {
        Arguments.require(day, "day");
        return look(() -> compactor.plan(family(timeframe), day));
    }

    /**
     * Retired parts that are older than they are to be kept, see {@link StorageEngine#retain}; none is deleted.
     *
     * @param partsDays for how many days, at least 0
     */
    public List<ExpiredParts> expiredParts(int partsDays) {
        if (partsDays < 0) {
            throw new IllegalArgumentException("out of range [partsDays=" + partsDays + "]");
        }
        return look(() -> compactor.retain(Duration.ofDays(partsDays), false));
    }

    private DayFamily family(Timeframe timeframe) {
        return timeframe == null ? layout.objects() : layout.candles(timeframe);
    }

    private static <T> T look(Supplier<T> question) {
        for (int look = 1; ; look++) {
            try {
                return question.get();
            } catch (StorageException e) {
                if (e.code() != StorageException.Code.MISSING || look == LOOKS) {
                    throw e;
                }
            }
        }
    }
}
