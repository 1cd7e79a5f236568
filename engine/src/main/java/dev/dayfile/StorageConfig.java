package dev.dayfile;

import dev.dayfile.model.Arguments;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a store is opened: immutable, checked when it is built. Every default is a constant here.
 *
 * <pre>{@code StorageConfig.builder(Path.of("storage")).flushInterval(Duration.ofMillis(20)).build()}</pre>
 */
public final class StorageConfig {
    /** Slots of the ring: 64 Ki, 8 MiB on disk. */
    public static final int DEFAULT_RING_SLOTS = 64 * 1024;

    /** A row waits no longer than this before its part is written: 50 ms. */
    public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMillis(50);

    /**
     * This many waiting rows are written without waiting for the interval: more than the candles of some thousand
     * symbols in some timeframes that end at one instant, so that they make one part a timeframe; half of the ring.
     */
    public static final int DEFAULT_FLUSH_ROWS = 32 * 1024;

    /** Parts stand this long beside the dayfile that absorbed them: longer than any foreign query, 60 s. */
    public static final Duration DEFAULT_RETIRE_GRACE = Duration.ofSeconds(60);

    /** The snapshot of objects is written no more often than this while objects change: 1 s. */
    public static final Duration DEFAULT_SNAPSHOT_INTERVAL = Duration.ofSeconds(1);

    /** So often the engine looks for files that others have changed: every 2 s. */
    public static final Duration DEFAULT_FOREIGN_CHECK_INTERVAL = Duration.ofSeconds(2);

    /** Memory for cached days: 256 MiB. */
    public static final long DEFAULT_CACHE_BYTES = 256L << 20;

    /** Memory for events of objects, so that what was can be told: a quarter of the heap. */
    public static final long DEFAULT_OBJECT_HISTORY_BYTES = Runtime.getRuntime().maxMemory() / 4;

    /** Rows that a compaction holds in memory before it spills a sorted run to disk: 1 Mi. */
    public static final int DEFAULT_COMPACTION_ROWS = 1 << 20;

    /** Threads of a compaction: the one that it is called on, so that it takes no core from appends. */
    public static final int DEFAULT_COMPACTION_THREADS = 1;

    private final Path root;
    private final ZoneId zone;
    private final LocalTime roll;
    private final TradingHours tradingHours;
    private final SortedSet<Timeframe> barIndexTimeframes;
    private final int ringSlots;
    private final Path ringFile;
    private final boolean singleProducer;
    private final Duration flushInterval;
    private final int flushRows;
    private final boolean force;
    private final Duration retireGrace;
    private final Duration snapshotInterval;
    private final Duration foreignCheckInterval;
    private final long cacheBytes;
    private final long objectHistoryBytes;
    private final int compactionRows;
    private final int compactionThreads;
    private final DamagePolicy damagePolicy;
    private final WriterIdle writerIdle;
    private final StorageListener listener;
    private final Duration autoCompact;

    private StorageConfig(Builder builder) {
        root = builder.root;
        zone = builder.zone;
        roll = builder.roll;
        tradingHours = builder.tradingHours;
        barIndexTimeframes = builder.barIndexTimeframes;
        ringSlots = builder.ringSlots;
        ringFile = builder.ringFile;
        singleProducer = builder.singleProducer;
        flushInterval = builder.flushInterval;
        flushRows = builder.flushRows;
        force = builder.force;
        retireGrace = builder.retireGrace;
        snapshotInterval = builder.snapshotInterval;
        foreignCheckInterval = builder.foreignCheckInterval;
        cacheBytes = builder.cacheBytes;
        objectHistoryBytes = builder.objectHistoryBytes;
        compactionRows = builder.compactionRows;
        compactionThreads = builder.compactionThreads;
        damagePolicy = builder.damagePolicy;
        writerIdle = builder.writerIdle;
        listener = builder.listener;
        autoCompact = builder.autoCompact;
    }

    /** Starts a configuration with every default, for the store at {@code root}. */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    public Path root() {
        return root;
    }

    /** The market's zone, or {@code null}: what the store was created with, New York for a new one. */
    public ZoneId zone() {
        return zone;
    }

    /** When the trading day rolls, or {@code null}: what the store was created with, midnight for a new one. */
    public LocalTime roll() {
        return roll;
    }

    /** When the market trades, or {@code null}: what the store was created with. */
    public TradingHours tradingHours() {
        return tradingHours;
    }

    /** The timeframes whose dayfiles carry {@code bar_index}, or {@code null}: what the store was created with. */
    public SortedSet<Timeframe> barIndexTimeframes() {
        return barIndexTimeframes;
    }

    public int ringSlots() {
        return ringSlots;
    }

    /**
     * Where the ring's file stands, or {@code null}: where the engine that opened the store last had it, at first in the
     * store. A memory-backed place has a shorter tail.
     */
    public Path ringFile() {
        return ringFile;
    }

    public boolean singleProducer() {
        return singleProducer;
    }

    public Duration flushInterval() {
        return flushInterval;
    }

    public int flushRows() {
        return flushRows;
    }

    /** Whether published files are forced; {@code false} gives up safety from power failures. */
    public boolean force() {
        return force;
    }

    public Duration retireGrace() {
        return retireGrace;
    }

    public Duration snapshotInterval() {
        return snapshotInterval;
    }

    /** How often the engine looks for candle files that other programs have changed; zero for never. */
    public Duration foreignCheckInterval() {
        return foreignCheckInterval;
    }

    public long cacheBytes() {
        return cacheBytes;
    }

    public long objectHistoryBytes() {
        return objectHistoryBytes;
    }

    public int compactionRows() {
        return compactionRows;
    }

    public int compactionThreads() {
        return compactionThreads;
    }

    public DamagePolicy damagePolicy() {
        return damagePolicy;
    }

    public WriterIdle writerIdle() {
        return writerIdle;
    }

    /** Who is told what becomes of the rows, or {@code null}. */
    public StorageListener listener() {
        return listener;
    }

    /** How long after the market's close a day is compacted by itself, or {@code null}: never. */
    public Duration autoCompact() {
        return autoCompact;
    }

    /** Collects a configuration; each setter refuses an impossible value at once. */
    public static final class Builder {
        private final Path root;
        private ZoneId zone;
        private LocalTime roll;
        private TradingHours tradingHours;
        private SortedSet<Timeframe> barIndexTimeframes;
        private int ringSlots = DEFAULT_RING_SLOTS;
        private Path ringFile;
        private boolean singleProducer;
        private Duration flushInterval = DEFAULT_FLUSH_INTERVAL;
        private int flushRows = DEFAULT_FLUSH_ROWS;
        private boolean force = true;
        private Duration retireGrace = DEFAULT_RETIRE_GRACE;
        private Duration snapshotInterval = DEFAULT_SNAPSHOT_INTERVAL;
        private Duration foreignCheckInterval = DEFAULT_FOREIGN_CHECK_INTERVAL;
        private long cacheBytes = DEFAULT_CACHE_BYTES;
        private long objectHistoryBytes = DEFAULT_OBJECT_HISTORY_BYTES;
        private int compactionRows = DEFAULT_COMPACTION_ROWS;
        private int compactionThreads = DEFAULT_COMPACTION_THREADS;
        private DamagePolicy damagePolicy = DamagePolicy.FAIL;
        private WriterIdle writerIdle = WriterIdle.SLEEPING;
        private StorageListener listener;
        private Duration autoCompact;

        private Builder(Path root) {
            this.root = Arguments.require(root, "root");
        }

        /** The market's clock; it must be the one the store was created with. */
        public Builder market(MarketClock clock) {
            return zone(Arguments.require(clock, "clock").zone()).roll(clock.roll());
        }

        /** The market's zone; it must be the one the store was created with. */
        public Builder zone(ZoneId zone) {
            this.zone = Arguments.require(zone, "zone");
            return this;
        }

        /** The local time at which the trading day rolls; it must be the one the store was created with. */
        public Builder roll(LocalTime roll) {
            this.roll = Arguments.require(roll, "roll");
            return this;
        }

        /** When the market trades; it must be what the store was created with. */
        public Builder tradingHours(TradingHours hours) {
            this.tradingHours = Arguments.require(hours, "tradingHours");
            return this;
        }

        /**
         * The timeframes whose candles are numbered over all days, in the column {@code bar_index} of their dayfiles;
         * 15m in a new store. They must be what the store was created with, so that all its dayfiles agree.
         */
        public Builder barIndexTimeframes(Timeframe... timeframes) {
            this.barIndexTimeframes = Collections.unmodifiableSortedSet(
                    new TreeSet<>(List.of(Arguments.requireAll(timeframes, "timeframes"))));
            return this;
        }

        /** Slots of the ring, a power of two from 1,024 to 1,048,576. An existing ring keeps its size. */
        public Builder ringSlots(int slots) {
            require(Integer.bitCount(slots) == 1 && slots >= 1024 && slots <= 1 << 20, "ringSlots", slots);
            this.ringSlots = slots;
            return this;
        }

        /**
         * Keeps the ring's file elsewhere, such as on a memory-backed file system. The store notes the place, so that later
         * openings, readers and the command line find the ring there; to bring it back, name a place in the store. What waits in
         * the ring that was used before is written to parts first.
         */
        public Builder ringFile(Path file) {
            this.ringFile = Arguments.require(file, "ringFile");
            return this;
        }

        /** Promises that at most one thread appends at a time. It was measured to gain next to nothing; off by default. */
        public Builder singleProducer(boolean singleProducer) {
            this.singleProducer = singleProducer;
            return this;
        }

        /** How long a row may wait for its part, from 1 ms to 1 minute. */
        public Builder flushInterval(Duration interval) {
            Arguments.require(interval, "flushInterval");
            require(
                    interval.compareTo(Duration.ofMillis(1)) >= 0 && interval.compareTo(Duration.ofMinutes(1)) <= 0,
                    "flushInterval",
                    interval);
            this.flushInterval = interval;
            return this;
        }

        /** How many waiting rows are written without waiting for the interval, at least 1. */
        public Builder flushRows(int rows) {
            require(rows >= 1, "flushRows", rows);
            this.flushRows = rows;
            return this;
        }

        /** Whether published files are forced to the device; on by default. */
        public Builder force(boolean force) {
            this.force = force;
            return this;
        }

        /** How long parts stand beside their dayfile. */
        public Builder retireGrace(Duration grace) {
            Arguments.require(grace, "retireGrace");
            require(!grace.isNegative(), "retireGrace", grace);
            this.retireGrace = grace;
            return this;
        }

        /** How long a changed object may be missing from the snapshot, from 10 ms to 1 hour; closing writes it too. */
        public Builder snapshotInterval(Duration interval) {
            Arguments.require(interval, "snapshotInterval");
            require(
                    interval.compareTo(Duration.ofMillis(10)) >= 0 && interval.compareTo(Duration.ofHours(1)) <= 0,
                    "snapshotInterval",
                    interval);
            this.snapshotInterval = interval;
            return this;
        }

        /** How often to look for files that other programs have changed, from 10 ms to 1 hour, or zero for never. */
        public Builder foreignCheckInterval(Duration interval) {
            Arguments.require(interval, "foreignCheckInterval");
            require(
                    interval.isZero()
                            || interval.compareTo(Duration.ofMillis(10)) >= 0
                                    && interval.compareTo(Duration.ofHours(1)) <= 0,
                    "foreignCheckInterval",
                    interval);
            this.foreignCheckInterval = interval;
            return this;
        }

        /** Memory for cached days, in bytes. */
        public Builder cacheBytes(long bytes) {
            require(bytes >= 0, "cacheBytes", bytes);
            this.cacheBytes = bytes;
            return this;
        }

        /**
         * Memory for events of objects, in bytes; taken at the first question about the past (the state as of an
         * instant, an object's history). An event takes some 50 bytes and its texts, and some 250 more
         * if it is of an object of which one came late. With more events than fit, each question reads the files.
         */
        public Builder objectHistoryBytes(long bytes) {
            require(bytes >= 0, "objectHistoryBytes", bytes);
            this.objectHistoryBytes = bytes;
            return this;
        }

        /**
         * Rows that a compaction holds in memory, at least 1,024; a million take some 70 MB. A day of more rows goes
         * through sorted work files under {@code .dayfile/work}, 60 bytes a row, which takes two fifths longer.
         */
        public Builder compactionRows(int rows) {
            require(rows >= 1024, "compactionRows", rows);
            this.compactionRows = rows;
            return this;
        }

        /**
         * Threads that a compaction or an import computes on, the calling one included; 1 by default. More shorten it,
         * each holds a few megabytes, and while they run they take cores from whatever else the process does. An import
         * of several days has up to eight more, which wait for the disk. The dayfile is the same to the byte.
         */
        public Builder compactionThreads(int threads) {
            require(threads >= 1, "compactionThreads", threads);
            this.compactionThreads = threads;
            return this;
        }

        /** What a viewport does about damaged files; fails by default. */
        public Builder damagePolicy(DamagePolicy policy) {
            this.damagePolicy = Arguments.require(policy, "damagePolicy");
            return this;
        }

        /** What the writer does while it has nothing to do; sleeps by default. */
        public Builder writerIdle(WriterIdle idle) {
            this.writerIdle = Arguments.require(idle, "writerIdle");
            return this;
        }

        /** Who is told what becomes of the rows; nobody by default. */
        public Builder listener(StorageListener listener) {
            this.listener = Arguments.require(listener, "listener");
            return this;
        }

        /**
         * Compacts each day by itself, this long after the market's close, and at open the days that were missed. Off
         * unless called. The {@link #listener} is told of each day.
         *
         * @param afterClose from 0 to 7 days; late prints come for some minutes
         */
        public Builder autoCompact(Duration afterClose) {
            Arguments.require(afterClose, "autoCompact");
            require(
                    !afterClose.isNegative() && afterClose.compareTo(Duration.ofDays(7)) <= 0,
                    "autoCompact",
                    afterClose);
            this.autoCompact = afterClose;
            return this;
        }

        public StorageConfig build() {
            return new StorageConfig(this);
        }

        private static void require(boolean holds, String name, Object value) {
            if (!holds) {
                throw new IllegalArgumentException("out of range [" + name + "=" + value + "]");
            }
        }
    }
}
